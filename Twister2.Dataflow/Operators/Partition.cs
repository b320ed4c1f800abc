using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Sorting;

namespace Twister2.Dataflow;

/// <summary>Sends each record to the target task that is chosen for it: by a function, a partitioner, or in one of the ways of <see cref="Partition"/>. Targets get their records in no
/// particular order; those of one source stay in order.</summary>
public sealed class Partition<T> : RoutedOperator<T>
{
    // So many targets are chosen at a time: they stay in the first-level cache.
    private const int BatchRecords = 512;

    private readonly IPartitioner<T> _partitioner;
    private readonly int[] _chosen = new int[BatchRecords];

    /// <summary>A partition by <paramref name="target"/>, which gives the target task of a record, 0 ≤ task &lt; <see cref="LogicalPlan.Targets"/>.</summary>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Partition(DataflowEnvironment environment, LogicalPlan plan, Func<T, int> target) :
        this(environment, plan, new FunctionPartitioner<T>(target ?? throw new ArgumentNullException(nameof(target))))
    { }

    /// <summary>A partition by a partitioner, which chooses for many records at a time. Each worker has its own.</summary>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Partition(DataflowEnvironment environment, LogicalPlan plan, IPartitioner<T> partitioner) : base(environment, plan, nameof(Partition<>))
    {
        ArgumentNullException.ThrowIfNull(partitioner);
        _partitioner = partitioner;
        FinishIfNoSource();
    }

    private protected override void AddAll(int source, ReadOnlySpan<T> records)
    {
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(records.Length, BatchRecords)];
            Choose(source, batch);
            // Records that are near each other often go the same way, and with one target all do: then they are copied together.
            if (!_chosen.AsSpan(1, batch.Length - 1).ContainsAnyExcept(_chosen[0]) && (uint)_chosen[0] < (uint)Plan.Targets) Exchange.Add(source, _chosen[0], batch);
            else Divide(source, batch);
            records = records[batch.Length..];
        }
    }

    // Compiled for the record's type while the job runs, and at once as well as can be: most of a job's records may have gone through it before it is known to be hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Divide(int source, ReadOnlySpan<T> batch)
    {
        int[] chosen = _chosen;
        Exchange<T> exchange = Exchange;
        int targets = Plan.Targets;
        for (int i = 0; i < batch.Length; i++)
        {
            if ((uint)chosen[i] >= (uint)targets) throw NoSuchTarget(source, chosen[i]);
            exchange.Add(source, chosen[i], in batch[i]);
        }
    }

    private void Choose(int source, ReadOnlySpan<T> batch)
    {
        try
        {
            _partitioner.Choose(source, batch, _chosen.AsSpan(0, batch.Length));
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{nameof(Partition<>)}: worker {Environment.Worker}, source task {source}", "the function that chooses a record's task", e);
        }
    }

    private ArgumentOutOfRangeException NoSuchTarget(int source, int target) => new(
        nameof(target), $"{nameof(Partition<>)}: worker {Environment.Worker}: a record of source task {source} has no target: the partition function chose task {target}; there are {Plan.Targets} (0 to {Plan.Targets - 1}).");
}

/// <summary>Ways to choose the target task of a record.</summary>
public static class Partition
{
    /// <summary>
    /// A partition by the hash of a key: equal keys go to the same task, and the same key goes to the same task in every run with as many tasks.
    /// </summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash; the message says what can be done.</exception>
    public static Partition<T> ByHash<T, TKey>(DataflowEnvironment environment, LogicalPlan plan, Func<T, TKey> key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(key);
        return new Partition<T>(environment, plan, new HashPartitioner<T, TKey>(key, plan.Targets));
    }

    /// <summary>
    /// A partition by ranges: target 0 gets what comes before <c>borders[0]</c>, target t what comes at or after <c>borders[t - 1]</c> and before <c>borders[t]</c>, the last target the
    /// rest. Equal records go to the same task. Every worker must give the same borders. To have them found, and the records sorted, use <see cref="Sort{T}"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one border less than targets, or they are not in order.</exception>
    public static Partition<T> ByRange<T>(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order, ReadOnlySpan<T> borders)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(order);
        if (borders.Length != plan.Targets - 1)
            throw new ArgumentException($"{nameof(Partition)}: {plan.Targets} target tasks have {plan.Targets - 1} borders between them; there are {borders.Length}.", nameof(borders));
        return new Partition<T>(environment, plan, new RangePartitioner<T>(CheckedOrder<T>.Of(order, plan.PlaceOf(nameof(Partition), environment.Worker)), borders, nameof(Partition)));
    }

    /// <summary>
    /// A partition in turn: each source task gives its records to one target after the other, so that all targets get as many, one more or less for each source. Each source begins at another target.
    /// </summary>
    public static Partition<T> RoundRobin<T>(DataflowEnvironment environment, LogicalPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Partition<T>(environment, plan, new RoundRobinPartitioner<T>(plan));
    }

    /// <summary>Source task i to target task i: the same as <see cref="Direct{T}"/>.</summary>
    /// <exception cref="ArgumentException">The plan has not as many sources as targets.</exception>
    public static Direct<T> OneToOne<T>(DataflowEnvironment environment, LogicalPlan plan) => new(environment, plan);
}
