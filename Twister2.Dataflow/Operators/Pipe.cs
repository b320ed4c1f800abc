using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Source task i passes its records on to target task i as they come, in the order of adding: nothing is kept until the end. The target is a sink, which may add to another operator, another
/// pipe for instance, so that stages on different workers work at the same time. Twister2's <c>pipe</c>.
/// </summary>
/// <remarks>
/// Sinks are called by this worker: by <see cref="Add(int, ReadOnlySpan{T})"/> where the source is on the same worker, and nothing is copied then; else by <see cref="DataflowOperator.Progress"/> and
/// by whatever waits. Records that come while this worker adds - adding may have to wait for room, and that receives - wait for their turn within the memory budget. When the pipe is
/// complete, its sinks have had everything.
/// </remarks>
public sealed class Pipe<T> : DataflowOperator, IExchangeReceiver<T>
{
    private readonly Exchange<T> _exchange;
    private readonly IDataPacker<T>?[] _packers;
    private readonly IChunkSink<T>?[] _sinks;
    private readonly SpillingQueue _arrived;
    private T[] _unpacked = [];
    private bool _isPassingOn;

    /// <summary>A pipe of as many sources as targets.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">Which worker runs which task.</param>
    /// <param name="sinkOf">Gives the sink of a target task; asked once for each target of this worker.</param>
    /// <exception cref="ArgumentException">The plan has not as many sources as targets.</exception>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Pipe(DataflowEnvironment environment, LogicalPlan plan, Func<int, IChunkSink<T>> sinkOf) : base(environment, Direct<T>.CheckPairs(plan, nameof(Pipe<>)))
    {
        ArgumentNullException.ThrowIfNull(sinkOf);
        _sinks = new IChunkSink<T>?[plan.Targets];
        _packers = new IDataPacker<T>?[plan.Targets];
        foreach (int target in plan.TargetsOf(environment.Worker))
        {
            _sinks[target] = sinkOf(target) ?? throw new ArgumentException($"{nameof(Pipe<>)}: there is no sink for target task {target}.", nameof(sinkOf));
            _packers[target] = CheckedPacker<T>.Of(DataPackers.For<T>(), environment.PlaceOf(nameof(Pipe<>), target));
        }
        _arrived = new SpillingQueue(environment, nameof(Pipe<>));
        _exchange = new Exchange<T>(environment, nameof(Pipe<>), plan, DataPackers.For<T>(), this);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete && _arrived.Count == 0 && !_isPassingOn;

    private protected override IEdge Edge => _exchange;

    /// <summary>Adds a record of a source task. It may wait with others until there are enough for a chunk.</summary>
    public void Add(int source, T record)
    {
        CheckAdds(source);
        _exchange.Add(source, source, in record);
    }

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        _exchange.Pass(source, source, records);
    }

    /// <summary>
    /// Adds records, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <inheritdoc/>
    public override string DescribeWait() =>
        _arrived.Count > 0 ? $"{nameof(Pipe<>)} (operator {_exchange.Id.Sequence}): {_arrived.Count} chunks wait for the sinks of worker {Environment.Worker}" : base.DescribeWait();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _arrived.Dispose();
    }

    bool IExchangeReceiver<T>.TakesPacked => true;

    void IExchangeReceiver<T>.Receive(int source, int target, ReadOnlySpan<T> records) => PassOn(target, records);

    // Not to the sink from here: it may wait and receive, and what then came would overtake the rest of this message.
    void IExchangeReceiver<T>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => _arrived.Enqueue((long)target << 32 | (uint)count, packed);

    bool IExchangeReceiver<T>.Continue()
    {
        if (_isPassingOn || _arrived.Count == 0 || Environment.Engine.IsSending) return false;
        _isPassingOn = true;
        while (_arrived.Count > 0) PassOnFirst();
        _isPassingOn = false;
        return true;
    }

    private protected override void FinishAll() => _exchange.Finish();

    private void PassOnFirst()
    {
        int target = (int)(_arrived.FirstTag >> 32), count = (int)_arrived.FirstTag;
        ChunkBuffer packed = _arrived.Dequeue(0);
        if (_unpacked.Length < count) _unpacked = new T[count];
        Span<T> records = _unpacked.AsSpan(0, count);
        ChunkReader reader = new(packed.Span[..packed.Length]);
        _packers[target]!.Unpack(ref reader, records);
        packed.Return();
        PassOn(target, records);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) records.Clear();
    }

    private void PassOn(int target, ReadOnlySpan<T> records)
    {
        // The sink's own adding waits, however its records came here.
        using ProgressEngine.RoomMode mode = WaitForRoom(true);
        try
        {
            _sinks[target]!.Add(records);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(Environment.PlaceOf(nameof(Pipe<>), target), "the sink", e);
        }
    }
}
