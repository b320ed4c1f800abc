using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Hashing;

/// <summary>Numbers the distinct keys of pairs in the order in which they come. One virtual call per chunk.</summary>
internal interface IKeyIndex<TKey, TValue> : IDisposable
{
    /// <summary>Distinct keys.</summary>
    int Count { get; }

    /// <summary>The number of each pair's key.</summary>
    void NumberAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<int> numbers);

    /// <summary>The keys by their numbers.</summary>
    TKey[] Keys();
}

/// <summary>The stable hashes of keys, a chunk at a time.</summary>
internal interface IPairHasher<TKey, TValue>
{
    void HashAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<ulong> hashes);

    /// <summary>An empty index of such keys.</summary>
    IKeyIndex<TKey, TValue> NewIndex();
}

/// <summary>What to do with the keys of pairs, chosen by their type.</summary>
internal static class PairHasher
{
    /// <exception cref="NotSupportedException">The key type has no stable hash.</exception>
    public static IPairHasher<TKey, TValue> For<TKey, TValue>()
    {
        if (typeof(TKey) == typeof(Utf8Text))
            return (IPairHasher<TKey, TValue>)(object)new PairHasher<Utf8Text, TextProbe, StoredText, TValue, TextKeyTraits>(static () => new TextKeyTraits());
        if (IntegerKeyTraits<TKey>.IsFor) return new PairHasher<TKey, ulong, ulong, TValue, IntegerKeyTraits<TKey>>(static () => default);
        return new PairHasher<TKey, ulong, HashedKey<TKey>, TValue, PlainKeyTraits<TKey>>(static () => new PlainKeyTraits<TKey>());
    }
}

internal sealed class PairHasher<TKey, TProbe, TStored, TValue, TTraits>(Func<TTraits> newTraits) : IPairHasher<TKey, TValue>
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
{
    private readonly TTraits _traits = newTraits();

    [MethodImpl(Compiled.Once)]
    public void HashAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<ulong> hashes)
    {
        for (int i = 0; i < pairs.Length; i++) hashes[i] = _traits.Hash(_traits.Probe(pairs[i].Key));
    }

    public IKeyIndex<TKey, TValue> NewIndex() => new KeyIndex(newTraits());

    private sealed class KeyIndex(TTraits traits) : IKeyIndex<TKey, TValue>
    {
        private const int Batch = CombineTable<TKey, TProbe, TStored, int, TTraits, SumReducer<int>>.Batch;

        private readonly CombineTable<TKey, TProbe, TStored, int, TTraits, SumReducer<int>> _table = new(traits, default);

        public int Count => (int)_table.Count;

        [SkipLocalsInit]
        [MethodImpl(Compiled.Once)]
        public void NumberAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<int> numbers)
        {
            Span<TProbe> probes = stackalloc TProbe[Batch];
            for (int start = 0; start < pairs.Length; start += Batch)
            {
                ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = pairs[start..Math.Min(start + Batch, pairs.Length)];
                while (!_table.HasRoomFor(batch.Length)) _table.Grow();
                for (int i = 0; i < batch.Length; i++)
                {
                    probes[i] = _table.Probe(batch[i].Key);
                    _table.PrefetchSlot(in probes[i]);
                }
                for (int i = 0; i < batch.Length; i++)
                {
                    int next = Count;
                    ref int number = ref _table.FindOrAdd(batch[i].Key, in probes[i], out bool isNew);
                    if (isNew) number = next;
                    numbers[start + i] = number;
                }
            }
        }

        public TKey[] Keys()
        {
            TKey[] keys = new TKey[Count];
            KeyValuePair<TKey, int>[] chunk = new KeyValuePair<TKey, int>[Batch];
            long position = 0;
            for (int read = Batch; read == Batch;)
            {
                read = _table.Read(ref position, chunk, default);
                foreach ((TKey key, int number) in chunk.AsSpan(0, read)) keys[number] = key;
            }
            return keys;
        }

        public void Dispose() => _table.Dispose();
    }
}
