using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>The order of a key that a function gives.</summary>
internal sealed class KeyOrder<T, TKey>(Func<T, TKey> key, KeyBits<TKey> bitsOf, bool isDescending, bool isStable) : SortOrder<T>(isStable)
{
    private bool IsDescending => isDescending;

    public override SortOrder<T> Descending() => new KeyOrder<T, TKey>(key, bitsOf, !isDescending, IsStable);

    public override SortOrder<T> Stable() => new KeyOrder<T, TKey>(key, bitsOf, isDescending, isStable: true);

    /// <summary>Whether the function is this one.</summary>
    public bool IsBy(Func<T, TKey> other) => key.Equals(other);

    internal override bool BitsDecide => bitsOf.Decide;

    internal override bool Says(SortOrder<T> other) => other is KeyOrder<T, TKey> same && same.IsBy(key) && same.IsDescending == isDescending;

    internal override void GetBits(ReadOnlySpan<T> records, Span<ulong> bits)
    {
        ulong flip = isDescending ? ulong.MaxValue : 0;
        Func<TKey, ulong> of = bitsOf.Of;
        for (int i = 0; i < records.Length; i++) bits[i] = of(key(records[i])) ^ flip;
    }

    internal override int Compare(in T a, in T b) => isDescending ? bitsOf.Compare(key(b), key(a)) : bitsOf.Compare(key(a), key(b));
}

/// <summary>The order of bytes that lie in the record.</summary>
internal sealed class BytesOrder<T>(int offset, int length, bool isDescending, bool isStable) : SortOrder<T>(isStable) where T : unmanaged
{
    private (int, int, bool) Place => (offset, length, isDescending);

    public override SortOrder<T> Descending() => new BytesOrder<T>(offset, length, !isDescending, IsStable);

    public override SortOrder<T> Stable() => new BytesOrder<T>(offset, length, isDescending, isStable: true);

    internal override bool BitsDecide => length <= sizeof(ulong);

    internal override bool Says(SortOrder<T> other) => other is BytesOrder<T> same && same.Place == Place;

    internal override bool RunsUserCode => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Once per record from the first one on: no time for tiers.
    internal override void GetBits(ReadOnlySpan<T> records, Span<ulong> bits)
    {
        ulong flip = isDescending ? ulong.MaxValue : 0;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(records);
        if (length < sizeof(ulong))
        {
            for (int i = 0; i < records.Length; i++) bits[i] = KeyBits.OfBytes(bytes.Slice(i * Unsafe.SizeOf<T>() + offset, length)) ^ flip;
            return;
        }
        ref byte at = ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), offset);
        for (int i = 0; i < records.Length; i++)
        {
            ulong first = Unsafe.ReadUnaligned<ulong>(ref at);
            bits[i] = (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(first) : first) ^ flip;
            at = ref Unsafe.Add(ref at, Unsafe.SizeOf<T>());
        }
    }

    internal override int Compare(in T a, in T b) => isDescending ? KeyOf(in b).SequenceCompareTo(KeyOf(in a)) : KeyOf(in a).SequenceCompareTo(KeyOf(in b));

    private ReadOnlySpan<byte> KeyOf(in T record) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record)).Slice(offset, length);
}

/// <summary>The order of a user's comparison; there are no bits that would say anything.</summary>
internal sealed class ComparerOrder<T>(Comparison<T> comparison, bool isDescending, bool isStable) : SortOrder<T>(isStable)
{
    private (Comparison<T>, bool) What => (comparison, isDescending);

    public override SortOrder<T> Descending() => new ComparerOrder<T>(comparison, !isDescending, IsStable);

    public override SortOrder<T> Stable() => new ComparerOrder<T>(comparison, isDescending, isStable: true);

    internal override bool BitsDecide => false;

    internal override bool Says(SortOrder<T> other) => other is ComparerOrder<T> same && same.What == What;

    internal override void GetBits(ReadOnlySpan<T> records, Span<ulong> bits) => bits[..records.Length].Clear();

    internal override int Compare(in T a, in T b) => isDescending ? comparison(b, a) : comparison(a, b);
}

/// <summary>The order of records that carry their source task: by record, then by source.</summary>
internal sealed class SourcedOrder<T>(SortOrder<T> records) : SortOrder<KeyValuePair<int, T>>(isStable: true)
{
    private T[] _records = [];

    public override SortOrder<KeyValuePair<int, T>> Descending() => throw new NotSupportedException();

    public override SortOrder<KeyValuePair<int, T>> Stable() => this;

    internal override bool BitsDecide => false;

    internal override bool RunsUserCode => false; // What it is made of is checked.

    internal override void GetBits(ReadOnlySpan<KeyValuePair<int, T>> sourced, Span<ulong> bits)
    {
        if (_records.Length < sourced.Length) _records = new T[sourced.Length];
        for (int i = 0; i < sourced.Length; i++) _records[i] = sourced[i].Value;
        records.GetBits(_records.AsSpan(0, sourced.Length), bits);
    }

    internal override int Compare(in KeyValuePair<int, T> a, in KeyValuePair<int, T> b)
    {
        T first = a.Value, second = b.Value;
        int order = records.BitsDecide ? 0 : records.Compare(in first, in second);
        return order != 0 ? order : a.Key.CompareTo(b.Key);
    }
}
