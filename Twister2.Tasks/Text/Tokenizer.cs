using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Splits text into words, without a string per word. For <see cref="TSet{T}.FlatMap{TResult}(FlatMapFunction{T, TResult})"/>.</summary>
public static class Tokenizer
{
    private enum Kind : byte { Separator, Lower, Upper, NotAscii }

    private static readonly Kind[] Kinds = [.. Enumerable.Range(0, 256).Select(static b =>
        b >= 0x80 ? Kind.NotAscii : char.IsAsciiLetterUpper((char)b) ? Kind.Upper : char.IsAsciiLetterOrDigit((char)b) ? Kind.Lower : Kind.Separator)];

    /// <summary>
    /// Words of people: maximal runs of Unicode letters and digits (categories L and Nd), each code point lower-cased by the invariant culture. Bytes that are not
    /// UTF-8 separate words.
    /// </summary>
    public static FlatMapFunction<Utf8Text, Utf8Text> Words { get; } = AddWords;

    /// <summary>Words of machines: maximal runs of bytes above 0x20, unchanged. What word count benchmarks use.</summary>
    public static FlatMapFunction<Utf8Text, Utf8Text> SpaceSeparated { get; } = AddSpaceSeparated;

    internal static bool IsSpaceSeparated(Delegate flatMap) => ReferenceEquals(flatMap, SpaceSeparated);

    internal static bool SplitsAtLineEnds(Delegate flatMap) => ReferenceEquals(flatMap, Words) || ReferenceEquals(flatMap, SpaceSeparated);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWords(Utf8Text text, RecordCollector<Utf8Text> words)
    {
        ReadOnlySpan<byte> bytes = text.Span;
        int i = 0;
        while (true)
        {
            while (i < bytes.Length && Kinds[bytes[i]] == Kind.Separator) i++;
            if (i == bytes.Length) return;
            int start = i;
            while (i < bytes.Length && Kinds[bytes[i]] == Kind.Lower) i++;
            if (i == bytes.Length || Kinds[bytes[i]] == Kind.Separator) words.Add(Utf8Text.Unchecked(text.Block, text.Offset + start, i - start));
            else i = AddLowered(bytes, start, i, words);
        }
    }

    /// <summary>
    /// Adds the word that begins at <paramref name="start"/> and is already lower case up to <paramref name="i"/>, if there is one: not every code point is part of a word.
    /// Returns where to go on.
    /// </summary>
    private static int AddLowered(ReadOnlySpan<byte> bytes, int start, int i, RecordCollector<Utf8Text> words)
    {
        LoweredWord word = new(bytes[start..i]);
        while (i < bytes.Length)
        {
            byte b = bytes[i];
            if (b < 0x80)
            {
                Kind kind = Kinds[b];
                if (kind == Kind.Separator) break;
                word.Append(kind == Kind.Upper ? (byte)(b | 0x20) : b);
                i++;
                continue;
            }
            bool valid = Rune.DecodeFromUtf8(bytes[i..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            i += length;
            if (!valid || !Rune.IsLetterOrDigit(rune)) break;
            word.Append(Rune.ToLowerInvariant(rune));
        }
        if (word.Length > 0) words.Add(word.ToText());
        return i;
    }

    private static void AddSpaceSeparated(Utf8Text text, RecordCollector<Utf8Text> words) => SplitAtSpaces(text, new WordViews(text.Block, words));

    /// <summary>Gives each maximal run of bytes above 0x20 to <paramref name="output"/>, as a range of the text's block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SplitAtSpaces<TOutput>(Utf8Text text, TOutput output)
        where TOutput : struct, IWordOutput
    {
        ReadOnlySpan<byte> bytes = text.Span;
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int length = bytes.Length, offset = text.Offset, start = 0, at = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; at <= length - Vector512<byte>.Count; at += Vector512<byte>.Count)
            {
                ulong spaces = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)at), Vector512.Create((byte)0x20)).ExtractMostSignificantBits();
                start = AddBetween(spaces, at, start, offset, ref output);
            }
        }
        for (; at <= length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            ulong spaces = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.Create((byte)0x20)).ExtractMostSignificantBits();
            start = AddBetween(spaces, at, start, offset, ref output);
        }
        if (at < length)
        {
            ulong spaces = SpacesOfTail(text, bytes, at);
            start = AddBetween(spaces, at, start, offset, ref output);
        }
        if (start < length) output.Add(offset + start, length - start);
    }

    /// <summary>The mask of the last bytes, fewer than 32. Where the block goes on they are loaded as a vector all the same.</summary>
    private static uint SpacesOfTail(Utf8Text text, ReadOnlySpan<byte> bytes, int at)
    {
        uint inside = (1u << (bytes.Length - at)) - 1;
        if (text.Offset + at + Vector256<byte>.Count <= text.Block!.Length)
        {
            Vector256<byte> tail = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)at);
            return Vector256.LessThanOrEqual(tail, Vector256.Create((byte)0x20)).ExtractMostSignificantBits() & inside;
        }
        uint spaces = 0;
        for (int i = at; i < bytes.Length; i++) spaces |= (bytes[i] <= 0x20 ? 1u : 0) << (i - at);
        return spaces;
    }

    /// <summary>Adds the words that end at the set bits of a mask that begins at <paramref name="at"/>; returns where the next word may begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddBetween<TOutput>(ulong spaces, int at, int start, int offset, ref TOutput output)
        where TOutput : struct, IWordOutput
    {
        while (spaces != 0)
        {
            int end = at + BitOperations.TrailingZeroCount(spaces);
            spaces &= spaces - 1;
            if (end > start) output.Add(offset + start, end - start);
            start = end + 1;
        }
        return start;
    }
}
