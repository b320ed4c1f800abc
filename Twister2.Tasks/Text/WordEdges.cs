using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// Finds words that are separated by bytes up to 0x20. 64 bytes at a time become a mask of the bytes of words; where the mask changes a word begins or, next time, ends. These edges are
/// written one behind the other, so that each two of them are a word, and an odd number of them means that a word has begun. What is done depends on the number of edges only: spaces
/// in a row, and words that go on, cost nothing and mislead no branch.
/// </summary>
internal static class WordEdges
{
    /// <summary>For so many more than are asked for there must be room.</summary>
    public const int Spare = Width + AtOnce;

    private const int Width = 64;

    // More than most 64 bytes have: what is written too much is written over by the next ones.
    private const int AtOnce = 16;

    private const byte Space = 0x20;

    /// <summary>
    /// Appends the edges of a text, as offsets in its block, from its byte <paramref name="at"/> on. Returns how far it came: to the end, where a word that has begun ends, or to where
    /// there is no room for 64 more edges.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(Utf8Text text, int at, Span<int> edges, ref int count)
    {
        ReadOnlySpan<byte> bytes = text.Span;
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        ref int start = ref MemoryMarshal.GetReference(edges);
        int found = count, offset = text.Offset, end = bytes.Length - Width, room = edges.Length - Spare;
        ulong inWord = (ulong)found & 1;
        for (; at <= end; at += Width)
        {
            if (found > room) return Stop(at, found, out count);
            ulong word = WordBytes(ref Unsafe.Add(ref first, at));
            found += Write(word ^ (word << 1 | inWord), offset + at, ref Unsafe.Add(ref start, found));
            inWord = word >> (Width - 1);
        }
        if (found > room) return Stop(at, found, out count);
        if (at < bytes.Length)
        {
            ulong word = WordBytesOfTail(text, bytes, at);
            found += Write(word ^ (word << 1 | inWord), offset + at, ref Unsafe.Add(ref start, found));
        }
        if ((found & 1) != 0) Unsafe.Add(ref start, found++) = offset + bytes.Length;
        return Stop(bytes.Length, found, out count);
    }

    /// <summary>The words that are complete.</summary>
    public static ReadOnlySpan<TextRange> Words(ReadOnlySpan<int> edges, int count) => MemoryMarshal.Cast<int, TextRange>(edges[..(count & ~1)]);

    /// <summary>Leaves only the beginning of a word that is not complete.</summary>
    public static void RemoveWords(Span<int> edges, ref int count)
    {
        if ((count & 1) != 0) edges[0] = edges[count - 1];
        count &= 1;
    }

    private static int Stop(int at, int found, out int count)
    {
        count = found;
        return at;
    }

    /// <summary>Writes the positions of the bits; returns how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ulong edges, int at, ref int to)
    {
        int count = BitOperations.PopCount(edges);
        Write4(ref edges, at, ref to);
        Write4(ref edges, at, ref Unsafe.Add(ref to, 4));
        Write4(ref edges, at, ref Unsafe.Add(ref to, 8));
        Write4(ref edges, at, ref Unsafe.Add(ref to, 12));
        for (int i = AtOnce; edges != 0; i += 4) Write4(ref edges, at, ref Unsafe.Add(ref to, i));
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write4(ref ulong edges, int at, ref int to)
    {
        for (int i = 0; i < 4; i++)
        {
            Unsafe.Add(ref to, i) = at + BitOperations.TrailingZeroCount(edges);
            edges &= edges - 1;
        }
    }

    /// <summary>Which of 64 bytes belong to words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordBytes(ref byte first)
    {
        if (Vector512.IsHardwareAccelerated) return Vector512.GreaterThan(Vector512.LoadUnsafe(ref first), Vector512.Create(Space)).ExtractMostSignificantBits();
        if (Vector256.IsHardwareAccelerated)
        {
            return Vector256.GreaterThan(Vector256.LoadUnsafe(ref first), Vector256.Create(Space)).ExtractMostSignificantBits()
                | (ulong)Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, 32), Vector256.Create(Space)).ExtractMostSignificantBits() << 32;
        }
        ulong word = 0;
        for (int i = 0; i < Width; i += Vector128<byte>.Count)
            word |= (ulong)Vector128.GreaterThan(Vector128.LoadUnsafe(ref first, (nuint)i), Vector128.Create(Space)).ExtractMostSignificantBits() << i;
        return word;
    }

    /// <summary>Of fewer than 64 bytes. Where the block goes on they are loaded as a vector all the same.</summary>
    private static ulong WordBytesOfTail(Utf8Text text, ReadOnlySpan<byte> bytes, int at)
    {
        int length = bytes.Length - at;
        ulong word = 0;
        if (text.Offset + at + Width <= text.Block!.Length) word = WordBytes(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), at)) & (1UL << length) - 1;
        else for (int i = 0; i < length; i++) word |= (bytes[at + i] > Space ? 1UL : 0) << i;
        return word;
    }
}
