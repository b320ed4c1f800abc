using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Compares its two sides as sets: each worker sends each record once, with the sides that it saw it on, to the target task that the record's hash chooses. Each record is in the result once or not
/// at all. NaN is one record, and −0.0 is 0.0. Past the memory budget records go to scratch, divided by their hashes.
/// </summary>
public abstract class SetOperator<T> : TwoInputOperator<T, T>
{
    private const byte OfLeft = 1, OfRight = 2;

    private readonly IKeyedCombiner<T, byte> _combiner;
    private readonly Func<byte, bool> _isMember;
    private readonly Dictionary<int, long> _counts = [];

    private protected SetOperator(string name, DataflowEnvironment environment, LogicalPlan left, LogicalPlan right, bool inRight) : base(environment, name, left, right)
    {
        byte members = inRight ? (byte)(OfLeft | OfRight) : OfLeft;
        _isMember = sides => sides == members;
        // Column by column: beside a record of eight bytes the byte would take eight.
        PairPacker<T, byte> packer = new(DataPackers.For<T>(), DataPackers.For<byte>());
        _combiner = KeyedCombiners.New(environment, name, Plan, default(SidesReducer), packer);
        FinishIfNoSource();
    }

    /// <summary>On which sides a record was seen.</summary>
    private readonly struct SidesReducer : IReducer<byte>
    {
        public byte Combine(byte a, byte b) => (byte)(a | b);
    }

    /// <inheritdoc/>
    public override bool IsComplete => _combiner.Edge.IsComplete;

    private protected override IEdge Edge => _combiner.Edge;

    /// <summary>Records of the result at a target task of this worker, once complete. This goes through them all the first time.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target)
    {
        if (_counts.TryGetValue(target, out long count)) return count;
        foreach (ReadOnlySpan<T> chunk in Read(target)) count += chunk.Length;
        return _counts[target] = count;
    }

    /// <summary>Reads the result at a target task of this worker, in no particular order. Once complete; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<T> Read(int target)
    {
        CheckComplete();
        return new(new KeysSource<T, byte>(_combiner.Read(target), _isMember));
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
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
        GC.SuppressFinalize(this);
    }

    private protected override void FinishAll() => _combiner.Finish();

    private protected override void AddToLeft(int source, ReadOnlySpan<T> records) => _combiner.Add(records, OfLeft);

    private protected override void AddToRight(int source, ReadOnlySpan<T> records) => _combiner.Add(records, OfRight);
}
