using System.Buffers;
using System.Text;
using Twister2.Dataflow;

namespace Twister2.Examples.WordCount;

/// <summary>Finds words in text, for the levels below data sets, which have <see cref="Tasks.Tokenizer"/>.</summary>
internal static class Words
{
    private const byte Blank = (byte)' ';

    /// <summary>Where the runs of bytes above 0x20 lie.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<TextRange> words)
    {
        words.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] <= Blank) continue;
            int start = i;
            while (i < text.Length && text[i] > Blank) i++;
            words.Add(new TextRange(start, i - start));
        }
    }

    /// <summary>
    /// The text with its letters lower-cased and a blank for whatever is neither letter nor digit, bytes that are not UTF-8 among it: its words are then runs of bytes above 0x20.
    /// </summary>
    public static Utf8Text OnlyLetters(ReadOnlySpan<byte> text)
    {
        // A lower-case letter has three bytes at most where its upper case has two.
        byte[] result = GC.AllocateUninitializedArray<byte>(text.Length + (text.Length / 2) + 1);
        int written = 0;
        for (int i = 0; i < text.Length;)
        {
            byte b = text[i];
            if (b < 0x80)
            {
                result[written++] = char.IsAsciiLetterOrDigit((char)b) ? (byte)char.ToLowerInvariant((char)b) : Blank;
                i++;
                continue;
            }
            bool isValid = Rune.DecodeFromUtf8(text[i..], out Rune rune, out int length) == OperationStatus.Done;
            i += length;
            if (isValid && Rune.IsLetterOrDigit(rune)) written += Rune.ToLowerInvariant(rune).EncodeToUtf8(result.AsSpan(written));
            else result[written++] = Blank;
        }
        return new Utf8Text(result, 0, written);
    }
}
