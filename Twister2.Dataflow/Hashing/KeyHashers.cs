using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>
/// Hashes of key types. Primitives, enums, string, <see cref="Utf8Text"/>, <see cref="Guid"/>, decimal, dates and times, and tuples and nullable values of these have
/// one; other types, such as record structs, get theirs here.
/// </summary>
public static class KeyHashers
{
    /// <summary>
    /// Uses <paramref name="hash"/> for keys of type <typeparamref name="TKey"/>. Every worker must register the same hash, before it builds data sets or operators. To
    /// register the same method again changes nothing, so that virtual workers, which share a process, may all do it.
    /// </summary>
    /// <remarks>
    /// Equal keys must have equal hashes, in every process and on every machine: <see cref="object.GetHashCode"/> and <see cref="HashCode"/> differ from process to process.
    /// Most types take the hash of a tuple of their parts.
    /// </remarks>
    /// <example><code>KeyHashers.Register((Place place) => KeyHashers.Hash((place.Street, place.Number)));</code></example>
    /// <exception cref="InvalidOperationException">The type has a hash of its own, or another one of it is in use already.</exception>
    public static void Register<TKey>(Func<TKey, ulong> hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        KeyHasher.Register(hash);
    }

    /// <summary>The hash of a key, the same in every process and on every machine: what the keyed operators use.</summary>
    /// <exception cref="NotSupportedException">The type has no stable hash; the message says what can be done.</exception>
    public static ulong Hash<TKey>(TKey key) => KeyHasher.For<TKey>()(key);
}
