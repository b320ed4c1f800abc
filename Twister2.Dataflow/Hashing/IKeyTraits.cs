namespace Twister2.Dataflow.Hashing;

/// <summary>
/// How a table treats keys of one type: hash, equality, and the form in which it keeps them. Implemented by structs, so that the
/// JIT compiles one table per key type with nothing virtual in it.
/// </summary>
internal interface IKeyTraits<TKey, TStored>
{
    ulong Hash(in TKey key);

    bool Equal(in TKey key, in TStored stored);

    /// <summary>The form in which the table keeps the key; copies what the key only borrows.</summary>
    TStored Keep(in TKey key);

    TKey Restore(in TStored stored);

    /// <summary>Asks the cache for what <see cref="Equal"/> will read behind the slot.</summary>
    void Prefetch(in TStored stored);

    /// <summary>Bytes held beside the slots.</summary>
    long Bytes { get; }

    /// <summary>Lets go of every key kept so far.</summary>
    void Clear();
}
