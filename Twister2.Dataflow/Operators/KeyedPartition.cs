using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Sends each pair to the target task that the hash of its key chooses: equal keys go to the same task, on every run with as many tasks. Targets get their pairs in no
/// particular order. Past the memory budget they are kept on scratch.
/// </summary>
/// <remarks>Costs: the pairs, once over the network; memory for what is received.</remarks>
public sealed class KeyedPartition<TKey, TValue> : DataflowOperator
{
    private readonly KeyedExchange<TKey, TValue> _exchange;

    /// <summary>A partition of pairs by key.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public KeyedPartition(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan)
    {
        _exchange = new(environment, nameof(KeyedPartition<,>), plan, bySource: false);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.Edge.IsComplete;

    private protected override IEdge Edge => _exchange.Edge;

    /// <summary>Adds a pair of a source task.</summary>
    public void Add(int source, TKey key, TValue value) => Add(source, [new KeyValuePair<TKey, TValue>(key, value)]);

    /// <summary>Adds pairs of a source task.</summary>
    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        CheckAdds(source);
        _exchange.Add(source, pairs);
    }

    /// <summary>
    /// Adds pairs, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (!Environment.Engine.HasRoom) return false;
        Add(source, pairs);
        return true;
    }

    /// <summary>Pairs of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target) => Received(target).Records;

    /// <summary>Reads the pairs of a target task of this worker. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<KeyValuePair<TKey, TValue>> Read(int target) => new(Received(target).Open());

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _exchange.Dispose();
    }

    private protected override void FinishAll() => _exchange.Edge.Finish();

    private StoresSource<KeyValuePair<TKey, TValue>> Received(int target)
    {
        CheckComplete();
        return _exchange.Received(target);
    }
}
