using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>The side of a join that is gone through while it comes.</summary>
internal interface IProbedSide : IDisposable
{
    /// <summary>Whether records have come that are not joined yet.</summary>
    bool HasMore { get; }

    /// <summary>Joins what has come. Returns whether there was anything.</summary>
    bool Continue();

    /// <summary>Joins what is left when all have come.</summary>
    void End();
}

/// <summary>
/// Joins records of one side as they come. Those of other workers, and those that come while the sink is at work, wait for their turn, in memory while the budget allows it.
/// </summary>
internal sealed class ProbedSide<TKey, TProbe, TResult>(DataflowEnvironment env, string owner, string place, IProbedJoin<TKey, TProbe, TResult> join, IChunkSink<TResult> sink)
    : IProbedSide, IJoinTaker<TKey, TProbe>
{
    private readonly SpillingQueue _arrived = new(env, owner);
    private readonly IDataPacker<KeyValuePair<TKey, TProbe>> _packer = CheckedPacker<KeyValuePair<TKey, TProbe>>.Of(DataPackers.For<KeyValuePair<TKey, TProbe>>(), place);
    private KeyValuePair<TKey, TProbe>[] _unpacked = [];
    private bool _isProbing;

    /// <summary>What came before the table was there.</summary>
    public RecordStore<KeyValuePair<TKey, TProbe>>? Kept { get; set; }

    public bool HasMore => Kept is not null || _arrived.Count > 0 || _isProbing;

    [MethodImpl(Compiled.Once)]
    public void Take(ReadOnlySpan<KeyValuePair<TKey, TProbe>> records)
    {
        if (!_isProbing)
        {
            Probe(records);
            return;
        }
        ChunkWriter writer = new(env.Pool, env.Options.ChunkBytes);
        _packer.Pack(records, writer);
        ChunkBuffer packed = writer.Detach();
        TakePacked(records.Length, packed.Span[..packed.Length]);
        packed.Return();
    }

    // Not to the sink from here: it may wait, and receive.
    public void TakePacked(int count, ReadOnlySpan<byte> packed) => _arrived.Enqueue(count, packed);

    [MethodImpl(Compiled.Once)]
    public bool Continue()
    {
        if (_isProbing) return false;
        bool moved = HasMore;
        if (Kept is { } kept)
        {
            using (RecordReader<KeyValuePair<TKey, TProbe>> chunks = kept.Consume())
                while (chunks.MoveNext()) Probe(chunks.Current);
            Kept = null;
            kept.Dispose();
        }
        while (_arrived.Count > 0) ProbeFirst();
        return moved;
    }

    public void End()
    {
        _isProbing = true;
        join.End(sink);
        _isProbing = false;
        Dispose();
    }

    public void Dispose()
    {
        Kept?.Dispose();
        Kept = null;
        _arrived.Dispose();
        join.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void ProbeFirst()
    {
        int count = (int)_arrived.FirstTag;
        ChunkBuffer packed = _arrived.Dequeue(0);
        if (_unpacked.Length < count) _unpacked = new KeyValuePair<TKey, TProbe>[count];
        Span<KeyValuePair<TKey, TProbe>> records = _unpacked.AsSpan(0, count);
        ChunkReader reader = new(packed.Span[..packed.Length]);
        _packer.Unpack(ref reader, records);
        packed.Return();
        Probe(records);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TProbe>>()) records.Clear();
    }

    [MethodImpl(Compiled.Once)]
    private void Probe(ReadOnlySpan<KeyValuePair<TKey, TProbe>> records)
    {
        _isProbing = true;
        try
        {
            join.Probe(records, sink);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(place, "comparing or hashing keys", e);
        }
        _isProbing = false;
    }
}
