using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Gives for each record what all records up to it come to (inclusive), or those before it (exclusive): in the order of the source tasks and, of each task, of adding. Records stay where they were
/// added: results are read at the source tasks, and computed while they are read. Made by <see cref="PrefixScan"/>.
/// </summary>
/// <remarks>
/// Costs: one total per worker up a tree and one down; memory for the records, within the budget. The function is called twice for each record. With numbers whose sums are rounded, such as
/// doubles, the last bits depend on how records are divided over tasks, not on the run. Only the source tasks of the plan matter.
/// </remarks>
public sealed class PrefixScan<T, TResult> : DataflowOperator
{
    private const string Name = nameof(PrefixScan<,>);

    private readonly IScanner<T, TResult> _scanner;
    private readonly Total<TResult> _seed;
    private readonly bool _inclusive;
    private readonly SourceStores<T> _kept;
    private readonly Total<TResult>[] _totals;
    private readonly TaskScan<TResult> _scan;

    internal PrefixScan(DataflowEnvironment environment, LogicalPlan plan, IScanner<T, TResult> scanner, Total<TResult> seed, bool inclusive) : base(environment, plan)
    {
        CheckWorkers(Name);
        _scanner = scanner;
        _seed = seed;
        _inclusive = inclusive;
        _kept = new SourceStores<T>(environment, Name, plan);
        _totals = new Total<TResult>[plan.Sources];
        _scan = new TaskScan<TResult>(environment, Name, CombineTotals);
        environment.Engine.Open(_scan);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _scan.IsComplete;

    /// <summary>What all records of all tasks come to. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or there are no records and no seed.</exception>
    public TResult Total
    {
        get
        {
            CheckComplete();
            Total<TResult> all = _seed.Then(_scan.All, CombineTotals);
            return all.HasValue ? all.Value : throw new InvalidOperationException($"{Name}: there is no total of no records.");
        }
    }

    private protected override IEdge Edge => _scan;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    /// <exception cref="UserCodeException">The function failed.</exception>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        try
        {
            _scanner.Fold(records, ref _totals[source]);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed($"source task {source}", e);
        }
        _kept[source].Add(records);
        CountAdded(records.Length);
    }

    /// <summary>Records of a source task of this worker.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int source) => _kept[source].Count;

    /// <summary>
    /// Reads the results at a source task of this worker, one for each record in the order of adding, a chunk at a time: <c>foreach (ReadOnlySpan&lt;TResult&gt; chunk in scan.Read(task))</c>. Once
    /// complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<TResult> Read(int source) => Read(source, consume: false);

    /// <summary>Reads as <see cref="Read(int)"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<TResult> Consume(int source) => Read(source, consume: true);

    /// <summary>Gives what <see cref="Read(int)"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int source, IChunkSink<TResult> sink) => Read(source).CopyTo(sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _kept.Dispose();
    }

    private protected override void FinishAll() => _scan.Give(_kept.Tasks.Select(task => (task, _totals[task])));

    private Reader Read(int source, bool consume)
    {
        CheckComplete();
        RecordStore<T> records = _kept[source];
        return new Reader(this, source, consume ? records.Consume() : records.Read(), _seed.Then(_scan.Before(source), CombineTotals));
    }

    private TResult CombineTotals(TResult a, TResult b)
    {
        try
        {
            return _scanner.Combine(a, b);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed("the totals of tasks", e);
        }
    }

    private UserCodeException Failed(string where, Exception e) => UserCodeException.Of($"{Name}: worker {Environment.Worker}, {where}", "the function", e);

    private sealed class Reader(PrefixScan<T, TResult> scan, int source, RecordReader<T> records, Total<TResult> before)
        : MappedReader<T, TResult>(records, scan.Environment.Options.ChunkRecords)
    {
        private Total<TResult> _sum = before;

        protected override void Map(ReadOnlySpan<T> records, Span<TResult> results)
        {
            try
            {
                scan._scanner.Scan(records, results, ref _sum, scan._inclusive);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw scan.Failed($"source task {source}", e);
            }
        }
    }
}
