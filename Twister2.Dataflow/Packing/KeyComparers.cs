namespace Twister2.Dataflow.Packing;

/// <summary>
/// The lengths of sets and dictionaries, with what they hold to be equal: n for the type's own equality, -1 for null, -2 - n for strings that differ in case only. Other comparers
/// are code, which does not travel.
/// </summary>
internal static class KeyComparers
{
    public const int Null = -1;

    private const int IgnoreCase = -2;

    public static int Encode<TKey>(int count, IEqualityComparer<TKey> comparer, Type type)
    {
        if (comparer.Equals(EqualityComparer<TKey>.Default) || comparer.Equals(StringComparer.Ordinal)) return count;
        if (comparer.Equals(StringComparer.OrdinalIgnoreCase)) return IgnoreCase - count;
        throw new NotSupportedException(
            $"A {TypeNames.Of(type)} with a comparer of its own ({TypeNames.Of(comparer.GetType())}) cannot be sent: the comparer would be lost. Use the default one or, for strings, "
            + $"{nameof(StringComparer.OrdinalIgnoreCase)}; or register a packer with {nameof(DataPackers)}.{nameof(DataPackers.Register)}.");
    }

    /// <summary>How many items a length stands for.</summary>
    public static int CountOf(int length) => length switch { Null => 0, <= IgnoreCase => IgnoreCase - length, _ => length };

    public static IEqualityComparer<TKey>? Decode<TKey>(int length)
    {
        if (length > IgnoreCase) return null;
        if (typeof(TKey) != typeof(string)) throw new CorruptChunkException($"Keys of type {typeof(TKey)} that are to be compared as strings.");
        return (IEqualityComparer<TKey>)(object)StringComparer.OrdinalIgnoreCase;
    }

    /// <summary>The number of all items, and what it was when they were packed.</summary>
    public static int CheckedTotal<T>(ReadOnlySpan<int> lengths, IDataPacker<T> items, ref ChunkReader reader)
    {
        long total = 0;
        foreach (int length in lengths) total += CountOf(length);
        long packed = reader.Read<long>();
        if (packed != total || total > Array.MaxLength) throw new CorruptChunkException($"Collections of {total:N0} items in a chunk that was packed with {packed:N0}.");
        PackerTraits.CheckFits(items, total, in reader);
        return (int)total;
    }
}
