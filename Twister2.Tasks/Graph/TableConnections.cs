using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Edges of Arrow tables, whose records are batches of rows.</summary>
public static class TableConnections
{
    /// <summary>Rows go to the tasks that a partitioner of tables chooses.</summary>
    public static ComputeConnection<RecordBatch> TablePartition(
        this ComputeConnection<RecordBatch> to, string from, Schema schema, TablePartitioner partitioner, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(partitioner);
        EdgeShape shape = new(nameof(TablePartition)) { Details = partitioner.GetType().Name, Identity = Columns(schema) };
        return to.Connect<RecordBatch>(shape, [from], via, s =>
        {
            TablePartition operation = new(s.Environment, s.Plan, schema, partitioner);
            return new(s, operation, (target, sink) => Pass(operation.Consume(target), sink), Adds(operation.Add));
        });
    }

    /// <summary>The rows of two tables that have equal keys.</summary>
    public static ComputeConnection<RecordBatch> TableJoin(
        this ComputeConnection<RecordBatch> to, string left, string right, TableJoinSides sides, TableJoinKind kind = TableJoinKind.Inner, TableJoinOptions? options = null, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(sides);
        EdgeShape shape = new(nameof(TableJoin))
        {
            IsBatchOnly = true,
            Details = $"{kind}, {string.Join(", ", sides.LeftKeys)} = {string.Join(", ", sides.RightKeys)}",
            Identity = $"{Columns(sides.Left)} {Columns(sides.Right)}",
        };
        return to.Connect<RecordBatch, RecordBatch>(shape, left, right, via, s =>
        {
            LogicalPlan plan = s.AllSources();
            int rights = s.FirstSources[1];
            TableJoin operation = new(s.Environment, plan, sides.Left, sides.Right, kind, sides.LeftKeys, sides.RightKeys, options);
            return new(
                s, operation, (target, sink) => Pass(operation.Read(target), sink), Adds(operation.AddLeft), Adds((source, batch) => operation.AddRight(rights + source, batch)));
        });
    }

    private static string Columns(Schema schema) => string.Join(", ", schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"));

    private static AddRecords<RecordBatch> Adds(Action<int, RecordBatch> add) => (source, batches) =>
    {
        foreach (RecordBatch batch in batches) add(source, batch);
    };

    private static void Pass(IEnumerable<RecordBatch> batches, IChunkSink<RecordBatch> sink)
    {
        foreach (RecordBatch batch in batches) sink.Add([batch]);
    }
}

/// <summary>The two tables of a join and their keys.</summary>
/// <param name="Left">The columns of the left table.</param>
/// <param name="LeftKeys">The columns of the left key.</param>
/// <param name="Right">The columns of the right table.</param>
/// <param name="RightKeys">As many of the right one, of the same types.</param>
public sealed record TableJoinSides(Schema Left, IReadOnlyList<string> LeftKeys, Schema Right, IReadOnlyList<string> RightKeys);
