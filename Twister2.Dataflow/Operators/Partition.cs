using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>Sends each record to the target task that a function chooses. Targets get their records in no particular order.</summary>
public sealed class Partition<T> : DataflowOperator, IExchangeReceiver<T>
{
    private readonly Exchange<T> _exchange;
    private readonly Func<T, int> _target;
    private readonly Dictionary<int, RecordStore<T>> _received = [];

    /// <summary>A partition by <paramref name="target"/>, which gives the target task of a record, 0 ≤ task &lt; <see cref="LogicalPlan.Targets"/>.</summary>
    public Partition(DataflowEnvironment environment, LogicalPlan plan, Func<T, int> target) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        foreach (int task in plan.TargetsOf(environment.Worker)) _received[task] = new RecordStore<T>(environment, nameof(Partition<>));
        _exchange = new Exchange<T>(environment, nameof(Partition<>), plan, DataPackers.For<T>(), this);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange;

    /// <summary>Adds a record of a source task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The function chose a task that does not exist.</exception>
    public void Add(int source, T record)
    {
        CheckAdds(source);
        int target = _target(record);
        if ((uint)target >= (uint)Plan.Targets)
            throw new ArgumentOutOfRangeException(nameof(record), $"The partition function chose task {target}; there are {Plan.Targets} (0 to {Plan.Targets - 1}).");
        _exchange.Add(source, target, in record);
    }

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        foreach (T record in records) Add(source, record);
    }

    /// <summary>
    /// Adds a record, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first.
    /// </summary>
    public bool TryAdd(int source, T record)
    {
        if (!Environment.Engine.HasRoom) return false;
        Add(source, record);
        return true;
    }

    /// <summary>
    /// Reads the records of a target task of this worker, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in partition.Read(task))</c>. Once complete; as often as one
    /// likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Read(int target)
    {
        CheckComplete();
        return _received[target].Read();
    }

    /// <summary>Reads as <see cref="Read"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Consume(int target)
    {
        CheckComplete();
        return _received[target].Consume();
    }

    /// <summary>Gives the records of a target task of this worker to a sink. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(int target, IChunkSink<T> sink)
    {
        CheckComplete();
        _received[target].CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (RecordStore<T> store in _received.Values) store.Dispose();
    }

    bool IExchangeReceiver<T>.TakesPacked => true;

    void IExchangeReceiver<T>.Receive(int source, int target, ReadOnlySpan<T> records) => _received[target].Add(records);

    void IExchangeReceiver<T>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => _received[target].AddPacked(count, packed);

    private protected override void FinishAll() => _exchange.Finish();
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
        KeyHasher<TKey> hasher = KeyHasher.For<TKey>();
        int targets = plan.Targets;
        return new Partition<T>(environment, plan, record => StableHash.Target(hasher(key(record)), targets));
    }
}
