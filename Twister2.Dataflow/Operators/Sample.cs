using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Sampling;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// A random sample of the records of all source tasks, without replacement: exactly so many of them, each set of so many as likely as any other, or each record with a probability
/// (<see cref="Sample.Fraction"/>). Those chosen stay where they were added and are read there, in the order of adding.
/// </summary>
/// <remarks>
/// Which ones are chosen is decided by the seed, the record's source task and its place there: the same on every run and every number of workers, as long as the tasks add the same. Costs: a hash
/// per record; memory for twice the sample on each worker at most, within the budget; a few messages of 32 KiB up a tree and small ones down, whatever the size of the sample. Only the source
/// tasks of the plan matter.
/// </remarks>
public sealed class Sample<T> : DataflowOperator
{
    private const string Name = nameof(Sample<>);

    // A sample that has so many candidates is not made smaller yet.
    private const long LeastCandidates = 1024;

    private const double PrioritiesInAll = 18446744073709551616.0;

    private readonly int[] _tasks;
    private readonly SampleStore<T>?[] _stores;
    private readonly LimitSearch? _search;
    private readonly TreeAgreement<long>? _sum;
    private readonly bool _takesNone;
    private readonly long _wanted;
    private ulong _limit;
    private long _lowerAt;

    /// <summary>Exactly <paramref name="count"/> records, or all where there are no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Sample(DataflowEnvironment environment, LogicalPlan plan, long count, long seed) : this(environment, plan, seed, count, fraction: 1)
    {
        _search = new LimitSearch(environment, Name, count, CountPriorities, (limit, _) => LowerLimit(limit, isLast: true));
        environment.Engine.Open(_search.Edge);
        FinishIfNoSource();
    }

    internal Sample(DataflowEnvironment environment, LogicalPlan plan, double fraction, long seed) : this(environment, plan, seed, null, fraction)
    {
        _sum = new TreeAgreement<long>(environment, Name, 0, static (a, b) => a + b, goesDown: true);
        environment.Engine.Open(_sum);
        FinishIfNoSource();
    }

    private Sample(DataflowEnvironment environment, LogicalPlan plan, long seed, long? count, double fraction) : base(environment, plan)
    {
        CheckWorkers(Name);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is 0 to 1.");
        if (plan.Sources > Priorities.MostSources) throw new ArgumentException($"{Name}: {plan.Sources:N0} source tasks are more than {Priorities.MostSources:N0}.", nameof(plan));
        _wanted = count ?? 0;
        _takesNone = count == 0 || fraction < 1 / PrioritiesInAll;
        _limit = fraction == 1 ? ulong.MaxValue : _takesNone ? 0 : (ulong)(fraction * PrioritiesInAll) - 1;
        _lowerAt = LowerAt(0);
        _tasks = [.. plan.SourcesOf(environment.Worker)];
        _stores = new SampleStore<T>?[plan.Sources];
        foreach (int task in _tasks) _stores[task] = new SampleStore<T>(environment, Name, seed, task, keepsPriorities: count is not null);
    }

    /// <inheritdoc/>
    public override bool IsComplete => _search?.IsComplete ?? _sum!.IsComplete;

    /// <summary>Records in the sample, of all tasks. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public long Count
    {
        get
        {
            CheckComplete();
            return _search?.Total ?? _sum!.Result;
        }
    }

    private protected override IEdge Edge => _search?.Edge ?? _sum!;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        CountAdded(records.Length);
        if (_takesNone) return;
        // In parts, so that there are never many more than twice as many as are wanted.
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> part = records[..(int)Math.Min(records.Length, LeastCandidates)];
            _stores[source]!.See(part, _limit);
            records = records[part.Length..];
            if (_search is not null && Candidates() >= _lowerAt) LowerByCounting();
        }
    }

    /// <summary>Records of the sample at a source task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int source) => Chosen(source).Count;

    /// <summary>
    /// Reads the records of the sample at a source task of this worker, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in sample.Read(task))</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Read(int source) => Chosen(source).Read();

    /// <summary>Reads as <see cref="Read"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Consume(int source) => Chosen(source).Consume();

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int source, IChunkSink<T> sink) => Read(source).CopyTo(sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (SampleStore<T>? store in _stores) store?.Dispose();
    }

    private protected override void FinishAll()
    {
        if (_search is not null) _search.Begin();
        else _sum!.Give(Candidates());
    }

    /// <summary>When there are twice as many as are wanted, or as could not be avoided the last time.</summary>
    private long LowerAt(long candidates) => Math.Max(LeastCandidates, 2 * Math.Min(Math.Max(_wanted, candidates), long.MaxValue / 2));

    private long Candidates() => _tasks.Sum(task => _stores[task]!.Records.Count);

    private void CountPriorities(ulong first, int shift, Span<long> counts)
    {
        foreach (int task in _tasks) _stores[task]!.Count(first, shift, counts);
    }

    /// <summary>This worker alone has twice as many as are wanted: those with the highest priorities cannot be chosen.</summary>
    private void LowerByCounting()
    {
        const int StepBits = 12;
        int shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(_limit) - StepBits);
        long[] counts = new long[1 << StepBits];
        CountPriorities(0, shift, counts);
        int steps = 0;
        for (long sum = 0; sum < _wanted; steps++) sum += counts[steps];
        LowerLimit(steps == counts.Length ? _limit : Math.Min(_limit, ((ulong)steps << shift) - 1), isLast: false);
        _lowerAt = LowerAt(Candidates());
    }

    private void LowerLimit(ulong limit, bool isLast)
    {
        _limit = limit;
        foreach (int task in _tasks) _stores[task]!.Lower(limit, isLast);
    }

    private RecordStore<T> Chosen(int source)
    {
        CheckComplete();
        return (uint)source < (uint)_stores.Length && _stores[source] is { } store
            ? store.Records
            : throw new ArgumentOutOfRangeException(nameof(source), $"Source task {source} does not run on worker {Environment.Worker}.");
    }
}

/// <summary>Other ways to take a sample.</summary>
public static class Sample
{
    /// <summary>
    /// Each record with the same probability, independently of the others: a Bernoulli sample. A record is chosen the moment it is added, and nothing else is kept. Collective: every worker must call
    /// this in the same order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not 0 to 1.</exception>
    public static Sample<T> Fraction<T>(DataflowEnvironment environment, LogicalPlan plan, double fraction, long seed) => new(environment, plan, fraction, seed);
}
