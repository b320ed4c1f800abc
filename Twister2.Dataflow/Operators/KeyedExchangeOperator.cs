using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>An operator that brings each pair to the target task that the hash of its key chooses, and keeps it there.</summary>
public abstract class KeyedExchangeOperator<TKey, TValue> : DataflowOperator
{
    private protected KeyedExchangeOperator(DataflowEnvironment environment, string name, LogicalPlan plan, bool bySource) : base(environment, plan)
    {
        Exchange = new(environment, name, plan, bySource);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => Exchange.Edge.IsComplete;

    private protected KeyedExchange<TKey, TValue> Exchange { get; }

    private protected override IEdge Edge => Exchange.Edge;

    /// <summary>Adds a pair of a source task.</summary>
    public void Add(int source, TKey key, TValue value) => Add(source, [new KeyValuePair<TKey, TValue>(key, value)]);

    /// <summary>Adds pairs of a source task.</summary>
    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        CheckAdds(source);
        Exchange.Add(source, pairs);
    }

    /// <summary>
    /// Adds pairs, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, pairs);
        return true;
    }

    /// <summary>Pairs of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target) => Received(target).Records;

    /// <summary>Reads the pairs of a target task of this worker, ungrouped. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<KeyValuePair<TKey, TValue>> Read(int target) => new(Received(target).Open());

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Exchange.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override void FinishAll() => Exchange.Edge.Finish();

    private protected StoresSource<KeyValuePair<TKey, TValue>> Received(int target)
    {
        CheckComplete();
        return Exchange.Received[target];
    }
}
