using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// The distinct ones of all records: each worker sends each record once, to the target task that its hash chooses, which keeps it once. NaN is one record, and −0.0 is 0.0. Past the
/// memory budget records go to scratch, divided by their hashes.
/// </summary>
public sealed class Distinct<T> : DataflowOperator
{
    private readonly IKeyedCombiner<T, None> _combiner;

    /// <summary>A distinct.</summary>
    /// <exception cref="NotSupportedException">The type has no stable hash, or cannot be sent; the message says what can be done.</exception>
    public Distinct(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan)
    {
        _combiner = KeyedCombiners.New(environment, nameof(Distinct<>), plan, default(NoneReducer), new KeysPacker<T>(DataPackers.For<T>()));
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _combiner.Edge.IsComplete;

    private protected override IEdge Edge => _combiner.Edge;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, [record]);

    /// <summary>Adds records of a source task; the more at a time, the better the misses of the table overlap.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        _combiner.Add(records, default);
    }

    /// <summary>
    /// Adds records, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room, but where all that was combined has to be sent.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <summary>Distinct records of a target task of this worker, once complete. Where they did not fit into memory, this reads them all the first time.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target)
    {
        CheckComplete();
        return _combiner.CountOf(target);
    }

    /// <summary>Reads the distinct records of a target task of this worker, in no particular order. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<T> Read(int target)
    {
        CheckComplete();
        return new(new KeysSource<T, None>(_combiner.Read(target), passes: null));
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(int target, IChunkSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _combiner.Dispose();
    }

    private protected override void FinishAll() => _combiner.Finish();
}
