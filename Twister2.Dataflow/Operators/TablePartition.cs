using Apache.Arrow;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Tables;

namespace Twister2.Dataflow;

/// <summary>
/// Sends the rows of Arrow record batches to the target tasks that a <see cref="TablePartitioner"/> chooses, column by column. Targets get their rows in no particular order; those of
/// <see cref="Ordered"/> by source task and, of each source, as they were added. Past the memory budget they are kept on scratch.
/// </summary>
/// <remarks>
/// <para>Costs: two messages to compare the columns of the workers; the rows, once over the network; memory for what is received.</para>
/// <para>Batches that are added stay the caller's, and may be disposed when <see cref="Add"/> returns. Batches that are read are over memory of the runtime's: they are valid as long as
/// somebody holds them, also when the operator is disposed, and need not be disposed.</para>
/// </remarks>
/// <example><code>
/// using TablePartition partition = new(env, plan, schema, TablePartitioner.Hash("country", "year"));
/// partition.Add(source, batch);
/// partition.Finish(source);
/// partition.WaitForCompletion();
/// foreach (RecordBatch rows in partition.Read(target)) { … }
/// </code></example>
public sealed class TablePartition : DataflowOperator
{
    private readonly TableFormat _format;
    private readonly TableExchange _exchange;
    private readonly IRowTargets _targets;

    /// <summary>A partition of the rows of a table. Waits until every worker has built it, and compares their columns.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">The tasks.</param>
    /// <param name="schema">The columns of every batch that is added.</param>
    /// <param name="partitioner">Which row goes where.</param>
    /// <exception cref="ArgumentException">The workers have different columns, or a column of the partitioner is not there.</exception>
    /// <exception cref="NotSupportedException">A column is of a type that cannot be moved, or cannot be a key; the message names it.</exception>
    public TablePartition(DataflowEnvironment environment, LogicalPlan plan, Schema schema, TablePartitioner partitioner)
        : this(environment, plan, schema, partitioner, bySource: false)
    {
    }

    private TablePartition(DataflowEnvironment environment, LogicalPlan plan, Schema schema, TablePartitioner partitioner, bool bySource) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(partitioner);
        _format = new TableFormat(nameof(TablePartition), schema);
        _targets = partitioner.Bind(_format, nameof(TablePartition), environment.Worker, plan);
        TableAgreement.Check(environment, nameof(TablePartition), _format.Describe() + partitioner.Describe());
        _exchange = new TableExchange(environment, nameof(TablePartition), plan, [_format], bySource);
        FinishIfNoSource();
    }

    /// <summary>A partition whose targets get the rows in the order of the source tasks and, of each source, of adding; in the same batches on every run.</summary>
    /// <inheritdoc cref="TablePartition(DataflowEnvironment, LogicalPlan, Schema, TablePartitioner)"/>
    public static TablePartition Ordered(DataflowEnvironment environment, LogicalPlan plan, Schema schema, TablePartitioner partitioner) =>
        new(environment, plan, schema, partitioner, bySource: true);

    /// <summary>The columns of the table.</summary>
    public Schema Schema => _format.Schema;

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange.Edge;

    /// <summary>Adds the rows of a batch of a source task.</summary>
    /// <exception cref="ArgumentException">The batch has other columns; the message names the first that differs.</exception>
    public void Add(int source, RecordBatch batch)
    {
        CheckAdds(source);
        _exchange.Add(0, source, batch, _format.ColumnsOf(batch), _targets);
        CountAdded(batch.Length);
    }

    /// <summary>
    /// Adds the rows of a batch, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, RecordBatch batch)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, batch);
        return true;
    }

    /// <summary>Rows of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target) => Received(target).Rows;

    /// <summary>Reads the rows of a target task of this worker. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public IEnumerable<RecordBatch> Read(int target) => Read(Received(target), consume: false);

    /// <summary>Reads as <see cref="Read(int)"/> does, once: the operator forgets each batch when it has given it.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public IEnumerable<RecordBatch> Consume(int target) => Read(Received(target), consume: true);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _exchange.Dispose();
    }

    private protected override void FinishAll() => _exchange.Finish();

    private BatchStore Received(int target)
    {
        CheckComplete();
        return _exchange.Received(0, target);
    }

    private IEnumerable<RecordBatch> Read(BatchStore store, bool consume)
    {
        // Chunks of no particular source have all the same one.
        foreach (int chunk in Enumerable.Range(0, store.Count).OrderBy(store.SourceOf)) yield return _format.ToBatch(store.Show(chunk, consume));
    }
}
