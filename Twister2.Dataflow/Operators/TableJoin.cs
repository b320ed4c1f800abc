using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Tables;

namespace Twister2.Dataflow;

/// <summary>
/// Joins the rows of two tables whose keys are equal, column by column. Both sides go to the target task that the hash of the key chooses; there the smaller one becomes a hash table, and
/// the result is computed while it is read. Results are in no particular order. Past the memory budget the rows are kept on scratch, and joined a part at a time.
/// </summary>
/// <remarks>
/// <para>A key with a null in it matches none, as in SQL. All NaN match each other, and -0.0 matches 0.0. It makes no difference whether a key column has a dictionary.</para>
/// <para>Costs: two messages to compare the columns of the workers; the rows' keys and wanted columns, once over the network, but for rows whose key has a null and that are not in the
/// result; memory for what is received, and once more for the table: its columns, and 25 bytes per row.</para>
/// <para>Batches that are added stay the caller's, and may be disposed when adding returns. Batches that are read are the caller's; they need not be disposed.</para>
/// </remarks>
/// <example><code>
/// using TableJoin join = new(env, plan, orders, customers, TableJoinKind.Left, ["customer"], ["id"]);
/// join.AddLeft(source, someOrders);
/// join.AddRight(source, someCustomers);
/// join.Finish(source);
/// join.WaitForCompletion();
/// foreach (RecordBatch rows in join.Read(target)) { … }
/// </code></example>
public sealed class TableJoin : DataflowOperator
{
    private const int LeftTable = 0, RightTable = 1;

    private readonly TableJoinKind _kind;
    private readonly JoinSide _left, _right;
    private readonly JoinTargets _leftTargets, _rightTargets;
    private readonly TableExchange _exchange;

    /// <summary>A join of two tables. Waits until every worker has built it, and compares their columns.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">The tasks; each source task may add rows to both tables.</param>
    /// <param name="left">The columns of the left table.</param>
    /// <param name="right">The columns of the right table.</param>
    /// <param name="kind">Which rows are in the result.</param>
    /// <param name="leftKeys">The columns of the left key.</param>
    /// <param name="rightKeys">As many of the right one, of the same types.</param>
    /// <param name="options">The columns of the result and their names.</param>
    /// <exception cref="ArgumentException">The workers have different columns, a column is not there, or the keys do not have the same types.</exception>
    /// <exception cref="NotSupportedException">A column is of a type that cannot be moved, or cannot be a key; the message names it.</exception>
    public TableJoin(
        DataflowEnvironment environment, LogicalPlan plan, Schema left, Schema right, TableJoinKind kind, IReadOnlyList<string> leftKeys, IReadOnlyList<string> rightKeys,
        TableJoinOptions? options = null) : base(environment, plan)
    {
        options ??= new TableJoinOptions();
        _kind = kind;
        (_left, _right, Schema) = Shape(left, right, kind, leftKeys, rightKeys, options);
        TableAgreement.Check(environment, nameof(TableJoin), Describe(leftKeys, rightKeys));
        _leftTargets = new JoinTargets(_left, plan);
        _rightTargets = new JoinTargets(_right, plan);
        _exchange = new TableExchange(environment, nameof(TableJoin), plan, [_left.Format, _right.Format], bySource: false);
        FinishIfNoSource();
    }

    /// <summary>The columns of the result: the left ones, then the right ones. Those that an outer join fills with nulls are nullable.</summary>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange.Edge;

    /// <summary>Adds rows of a source task to the left table.</summary>
    /// <exception cref="ArgumentException">The batch has other columns; the message names the first that differs.</exception>
    public void AddLeft(int source, RecordBatch batch)
    {
        CheckAdds(source);
        _exchange.Add(LeftTable, source, batch, _left.ColumnsOf(batch), _leftTargets);
        CountAdded(batch.Length);
    }

    /// <summary>Adds rows of a source task to the right table.</summary>
    /// <exception cref="ArgumentException">The batch has other columns; the message names the first that differs.</exception>
    public void AddRight(int source, RecordBatch batch)
    {
        CheckAdds(source);
        _exchange.Add(RightTable, source, batch, _right.ColumnsOf(batch), _rightTargets);
        CountAdded(batch.Length);
    }

    /// <summary>As <see cref="AddLeft"/>, unless too many bytes are on their way: then nothing is added, and false tells the caller to do something else first.</summary>
    public bool TryAddLeft(int source, RecordBatch batch)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddLeft(source, batch);
        return true;
    }

    /// <summary>As <see cref="AddRight"/>, unless too many bytes are on their way: then nothing is added, and false tells the caller to do something else first.</summary>
    public bool TryAddRight(int source, RecordBatch batch)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddRight(source, batch);
        return true;
    }

    /// <summary>Computes the result of a target task of this worker, a batch at a time. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public IEnumerable<RecordBatch> Read(int target)
    {
        CheckComplete();
        BatchStore left = _exchange.Received(LeftTable, target), right = _exchange.Received(RightTable, target);
        // It is joined later, when it may be another operator's turn.
        return Join(left, right, Environment.Ledgers.Current);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _exchange.Dispose();
    }

    private protected override void FinishAll() => _exchange.Finish();

    private IEnumerable<RecordBatch> Join(BatchStore left, BatchStore right, OperatorLedger ledger)
    {
        // Each time it is read it begins with a result of its own.
        JoinResult result = new(Schema, Builders(_left), Builders(_right), Environment.Options.ChunkBytes);
        foreach (RecordBatch batch in new LocalJoin(Environment, nameof(TableJoin), _kind, _left, _right, result, ledger).Run(left, right)) yield return batch;
    }

    /// <summary>The columns that a join would give, looked up and checked as it would, without a worker.</summary>
    internal static Schema SchemaOf(Schema left, Schema right, TableJoinKind kind, IReadOnlyList<string> leftKeys, IReadOnlyList<string> rightKeys, TableJoinOptions options) =>
        Shape(left, right, kind, leftKeys, rightKeys, options).Result;

    private static (JoinSide Left, JoinSide Right, Schema Result) Shape(
        Schema left, Schema right, TableJoinKind kind, IReadOnlyList<string> leftKeys, IReadOnlyList<string> rightKeys, TableJoinOptions options)
    {
        ArgumentNullException.ThrowIfNull(leftKeys);
        ArgumentNullException.ThrowIfNull(rightKeys);
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such join.");
        bool isLeftOnly = kind is TableJoinKind.Semi or TableJoinKind.Anti;
        JoinSide ours = new($"{nameof(TableJoin)}, left table", left, leftKeys, options.LeftColumns, kind is TableJoinKind.Left or TableJoinKind.Full or TableJoinKind.Anti);
        JoinSide theirs = new($"{nameof(TableJoin)}, right table", right, rightKeys, isLeftOnly ? [] : options.RightColumns, kind is TableJoinKind.Right or TableJoinKind.Full);
        CheckKeys(ours, leftKeys, theirs, rightKeys);
        ArgumentException.ThrowIfNullOrEmpty(options.RightSuffix, nameof(TableJoinOptions.RightSuffix));
        IEnumerable<string> taken = ours.Output.Select(column => ours.Format.Schema.GetFieldByIndex(column).Name);
        Schema result = new([
            .. Fields(ours, kind is TableJoinKind.Right or TableJoinKind.Full, [], ""),
            .. Fields(theirs, kind is TableJoinKind.Left or TableJoinKind.Full, taken, options.RightSuffix)], null);
        return (ours, theirs, result);
    }

    private static ColumnBuilder[] Builders(JoinSide side) => [.. side.Output.Select(column => ColumnTypes.NewBuilder(side.Format.Schema.GetFieldByIndex(column).DataType))];

    private static IEnumerable<Field> Fields(JoinSide side, bool becomeNullable, IEnumerable<string> taken, string suffix)
    {
        HashSet<string> names = [.. taken];
        foreach (int column in side.Output)
        {
            Field field = side.Format.Schema.GetFieldByIndex(column);
            string name = field.Name;
            while (!names.Add(name))
                name = suffix.Length > 0 ? name + suffix : throw new ArgumentException($"{nameof(TableJoin)}: the left table gives two columns called '{name}'.");
            yield return new Field(name, field.DataType, field.IsNullable || becomeNullable, field.Metadata);
        }
    }

    private static void CheckKeys(JoinSide left, IReadOnlyList<string> leftKeys, JoinSide right, IReadOnlyList<string> rightKeys)
    {
        if (leftKeys.Count == 0 || leftKeys.Count != rightKeys.Count)
            throw new ArgumentException($"{nameof(TableJoin)}: a key of {leftKeys.Count} columns on the left and of {rightKeys.Count} on the right; both need as many, and one at least.");
        for (int i = 0; i < leftKeys.Count; i++)
        {
            string ours = TypeOf(left, leftKeys[i]), theirs = TypeOf(right, rightKeys[i]);
            if (ours != theirs)
                throw new ArgumentException($"{nameof(TableJoin)}: key column '{leftKeys[i]}' on the left is of type {ours}, '{rightKeys[i]}' on the right of type {theirs}. Cast one of them.");
        }

        static string TypeOf(JoinSide side, string column)
        {
            IArrowType type = ColumnTypes.ValuesOf(side.Format.Schema.GetFieldByIndex(side.Format.IndexOf(column)).DataType);
            return ColumnTypes.NameOf(type);
        }
    }

    private string Describe(IReadOnlyList<string> leftKeys, IReadOnlyList<string> rightKeys) =>
        $"{_left.Format.Describe()}{_right.Format.Describe()}a result of {string.Join(", ", Schema.FieldsList.Select(field => field.Name))}\n"
        + $"a {_kind} join by {string.Join(", ", leftKeys)} and {string.Join(", ", rightKeys)}";
}
