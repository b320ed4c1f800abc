namespace Twister2.Dataflow.Hashing;

/// <summary>
/// How a table treats keys of one type: hash, equality, and the form in which it keeps them. Implemented by structs, so that the
/// JIT compiles one table per key type with nothing virtual in it.
/// </summary>
/// <typeparam name="TKey">The key as the user has it.</typeparam>
/// <typeparam name="TProbe">What is computed of a key once, before it is looked up.</typeparam>
/// <typeparam name="TStored">The key as it lies in a slot, with all that finds it again; <c>default</c> is a free slot.</typeparam>
internal interface IKeyTraits<TKey, TProbe, TStored>
    where TProbe : unmanaged
{
    TProbe Probe(in TKey key);

    /// <summary>Whether to compute the probe again costs less than to keep it.</summary>
    bool IsProbeCheap { get; }

    /// <summary>The stable hash, which chooses the target task.</summary>
    ulong Hash(in TProbe probe);

    /// <summary>A number whose high bits are the home slot in the table with this multiplier.</summary>
    ulong Spread(in TProbe probe, ulong multiplier);

    /// <summary>The stable hash of a key that is stored.</summary>
    ulong HashOf(in TStored stored);

    /// <summary>As that of the probe.</summary>
    ulong SpreadOf(in TStored stored, ulong multiplier);

    bool IsFree(in TStored stored);

    /// <summary>Whether the key looks like a free slot, so that it must be kept beside the slots. There is one such key at most, and it is stored as <c>default</c>.</summary>
    bool IsApart(in TProbe probe);

    bool Same(in TKey key, in TProbe probe, in TStored stored);

    /// <summary>
    /// 1 where the probe is the whole key, so that nothing else need be compared; else 0. A number and no truth, because keys of both kinds come in no order that a branch could be
    /// predicted from.
    /// </summary>
    int IsWhole(in TProbe probe);

    /// <summary><see cref="Same"/> of a probe that is the whole key.</summary>
    bool Matches(in TProbe probe, in TStored stored);

    /// <summary>The probe of a key that it is the whole of; of any other key something that <see cref="IsWhole"/> knows, without a branch.</summary>
    TProbe Glance(in TKey key);

    /// <summary>The form in which the table keeps the key; copies what the key only borrows.</summary>
    TStored Keep(in TKey key, in TProbe probe);

    TKey Restore(in TStored stored);

    /// <summary>Whether <see cref="Same"/> may read memory outside of the slot, which <see cref="Prefetch"/> asks the cache for.</summary>
    bool ReadsBehindSlots { get; }

    void Prefetch(in TStored stored);

    /// <summary>Bytes held beside the slots.</summary>
    long Bytes { get; }

    /// <summary>Lets go of every key kept so far.</summary>
    void Clear();
}
