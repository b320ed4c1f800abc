using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Hashing;

/// <summary>Pairs as their owner has them: a span of pairs, keys that share a value, words of a block. Implemented by structs, so that a table reads them without a copy.</summary>
internal interface IPairs<TKey, TValue>
{
    int Count { get; }

    /// <summary>0 ≤ index &lt; <see cref="Count"/>, which is not checked.</summary>
    TKey KeyAt(int index);

    TValue ValueAt(int index);
}

/// <summary>Pairs one behind the other.</summary>
internal readonly ref struct PairSpan<TKey, TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs) : IPairs<TKey, TValue>
{
    private readonly ref KeyValuePair<TKey, TValue> _first = ref MemoryMarshal.GetReference(pairs);

    public int Count { get; } = pairs.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey KeyAt(int index) => Unsafe.Add(ref _first, index).Key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue ValueAt(int index) => Unsafe.Add(ref _first, index).Value;
}

/// <summary>Keys that all have the same value.</summary>
internal readonly ref struct KeysOfOneValue<TKey, TValue>(ReadOnlySpan<TKey> keys, TValue value) : IPairs<TKey, TValue>
{
    private readonly ref TKey _first = ref MemoryMarshal.GetReference(keys);

    public int Count { get; } = keys.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey KeyAt(int index) => Unsafe.Add(ref _first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue ValueAt(int index) => value;
}

/// <summary>Words of one block that all have the same value.</summary>
internal readonly ref struct WordsOfOneValue<TValue>(byte[] block, ReadOnlySpan<TextRange> words, TValue value) : IPairs<Utf8Text, TValue>
{
    private readonly ref TextRange _first = ref MemoryMarshal.GetReference(words);

    public int Count { get; } = words.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Text KeyAt(int index)
    {
        TextRange range = Unsafe.Add(ref _first, index);
        return Utf8Text.Unchecked(block, range.Start, range.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue ValueAt(int index) => value;
}
