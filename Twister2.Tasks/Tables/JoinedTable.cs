using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>A join of two tables by the hash of their keys.</summary>
internal sealed class JoinedTable(Table left, Table right, TableJoinKind kind, string[] leftKeys, string[] rightKeys, TableJoinOptions options)
    : Table(left.Environment, TableJoin.SchemaOf(left.Schema, right.Schema, kind, leftKeys, rightKeys, options))
{
    // No column that somebody made has such a name.
    private const string KeyPrefix = "\u0001key ";

    /// <summary>A join by columns of the same names, which the result has once.</summary>
    public static Table OfSameNames(Table left, Table right, string[] on, TableJoinKind kind, string suffix)
    {
        // What is wrong is said with the user's own names.
        TableJoin.SchemaOf(left.Schema, right.Schema, kind, on, on, new TableJoinOptions { RightSuffix = suffix });
        if (kind is TableJoinKind.Semi or TableJoinKind.Anti) return new JoinedTable(left, right, kind, on, on, new TableJoinOptions());
        string[] others = [.. right.Schema.FieldsList.Select(field => field.Name).Except(on)];
        HashSet<string> taken = [.. left.Schema.FieldsList.Select(field => field.Name)];
        string[] names = [.. others.Select(name => FreeName(name, suffix, taken))];
        string[] keys = [.. on.Select(key => KeyPrefix + key)];
        Table renamed = right.Select([.. on.Zip(keys, (key, name) => ((TableColumn)key).As(name)), .. others.Zip(names, (other, name) => ((TableColumn)other).As(name))]);
        bool needsRightKeys = kind is TableJoinKind.Right or TableJoinKind.Full;
        TableJoinOptions options = new() { RightColumns = needsRightKeys ? null : names, RightSuffix = suffix };
        JoinedTable joined = new(left, renamed, kind, on, keys, options);
        if (!needsRightKeys) return joined;
        return joined.Select([
            .. left.Schema.FieldsList.Select(field => on.Contains(field.Name) ? new EitherColumn(field.Name, KeyPrefix + field.Name) : (TableColumn)field.Name),
            .. names.Select(name => (TableColumn)name)]);
    }

    internal override TableParts Open()
    {
        WorkerTasks tasks = Environment.Tasks;
        TableParts lefts = left.Open();
        TableJoin join = new(Environment.Dataflow, tasks.Plan, left.Schema, right.Schema, kind, leftKeys, rightKeys, options);
        IDisposable kept = tasks.Keep(join);
        tasks.RunAll(lefts, task => new OperatorBatches(join, tasks, batch => join.AddLeft(tasks.NumberOf(task), batch)));
        tasks.RunAll(right.Open(), task => new OperatorBatches(join, tasks, batch => join.AddRight(tasks.NumberOf(task), batch)));
        for (int task = 0; task < tasks.Count; task++) join.Finish(tasks.NumberOf(task));
        join.WaitForCompletion();
        return new((task, sink) => tasks.Outside(join.Read(tasks.NumberOf(task))).PassTo(sink), kept);
    }

    private static string FreeName(string name, string suffix, HashSet<string> taken)
    {
        while (!taken.Add(name)) name += suffix;
        return name;
    }

    /// <summary>One column where it is not null, the other where it is; of any type.</summary>
    private sealed class EitherColumn(string first, string second) : TableColumn
    {
        internal override string? OwnName => first;

        internal override (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name)
        {
            (int one, int other) = (scope.IndexOf(first), scope.IndexOf(second));
            (Field ours, Field theirs) = (scope.Schema.GetFieldByIndex(one), scope.Schema.GetFieldByIndex(other));
            // Where one has a dictionary they have the type of the values in common.
            bool isSame = ColumnTypes.NameOf(ours.DataType) == ColumnTypes.NameOf(theirs.DataType) && ours.DataType is not DictionaryType;
            IArrowType type = isSame ? ours.DataType : ColumnTypes.ValuesOf(ours.DataType);
            return (new Field(name, type, ours.IsNullable && theirs.IsNullable, ours.Metadata), new Maker(type, one, other));
        }

        private sealed class Maker(IArrowType type, int first, int second) : IColumnMaker
        {
            public IArrowArray Make(RecordBatch batch)
            {
                ArrayData ours = BatchWindow.Plain(batch.Column(first).Data), theirs = BatchWindow.Plain(batch.Column(second).Data);
                ColumnBuilder builder = ColumnTypes.NewBuilder(type);
                for (int start = 0; start < batch.Length;)
                {
                    bool isOurs = ColumnBuilder.IsValid(ours, start);
                    int end = start + 1;
                    while (end < batch.Length && ColumnBuilder.IsValid(ours, end) == isOurs) end++;
                    builder.Append(isOurs ? ours : theirs, start, end - start);
                    start = end;
                }
                TableLayout layout = new();
                builder.Give(layout);
                return ArrowArrayFactory.BuildArray(builder.Read(layout.Share()));
            }
        }
    }
}
