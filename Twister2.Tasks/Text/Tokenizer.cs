using System.Runtime.CompilerServices;
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

    [SkipLocalsInit]
    private static void AddSpaceSeparated(Utf8Text text, RecordCollector<Utf8Text> words)
    {
        const int Room = 256;
        Span<int> edges = stackalloc int[Room + WordEdges.Spare];
        int count = 0;
        for (int at = 0; at < text.Length;)
        {
            at = WordEdges.Find(text, at, edges, ref count);
            foreach (TextRange word in WordEdges.Words(edges, count)) words.Add(Utf8Text.Unchecked(text.Block, word.Start, word.Length));
            WordEdges.RemoveWords(edges, ref count);
        }
    }
}
