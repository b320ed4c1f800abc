using System.Globalization;
using System.Text;

namespace Twister2.Tasks.Tests;

/// <summary>What text input and tokenizers must give, written as plainly as possible.</summary>
internal static class PlainText
{
    /// <summary>Lines end at <c>\n</c>; one <c>\r</c> before it is no part of the line; what follows the last <c>\n</c> is a line if there is anything.</summary>
    public static List<byte[]> Lines(byte[] content)
    {
        List<byte[]> lines = [];
        List<byte> line = [];
        foreach (byte b in content)
        {
            if (b == '\n')
            {
                if (line.Count > 0 && line[^1] == '\r') line.RemoveAt(line.Count - 1);
                AddLine();
            }
            else line.Add(b);
        }
        if (line.Count > 0) AddLine();
        return lines;

        void AddLine()
        {
            lines.Add([.. line]);
            line.Clear();
        }
    }

    /// <summary>Maximal runs of bytes above 0x20.</summary>
    public static List<byte[]> SpaceSeparated(byte[] text) => Runs(text, static (bytes, at) => bytes[at] > 0x20 ? ([bytes[at]], 1) : (null, 1));

    /// <summary>Maximal runs of code points of the categories L and Nd, each lower-cased by itself; all other bytes separate.</summary>
    public static List<byte[]> Words(byte[] text) => Runs(text, static (bytes, at) =>
    {
        int length = LengthOfCodePoint(bytes, at);
        if (length == 0) return (null, 1);
        string character = Encoding.UTF8.GetString(bytes, at, length);
        return CharUnicodeInfo.GetUnicodeCategory(character, 0) <= UnicodeCategory.OtherLetter
            || CharUnicodeInfo.GetUnicodeCategory(character, 0) == UnicodeCategory.DecimalDigitNumber
            ? (Encoding.UTF8.GetBytes(character.ToLowerInvariant()), length)
            : (null, length);
    });

    private static List<byte[]> Runs(byte[] text, Func<byte[], int, (byte[]? Part, int Length)> read)
    {
        List<byte[]> words = [];
        List<byte> word = [];
        for (int at = 0; at < text.Length;)
        {
            (byte[]? part, int length) = read(text, at);
            at += length;
            if (part is not null) word.AddRange(part);
            if (word.Count > 0 && (part is null || at == text.Length))
            {
                words.Add([.. word]);
                word.Clear();
            }
        }
        return words;
    }

    /// <summary>Bytes of the code point at a place, by table 3-7 of the Unicode standard; 0 where there is none.</summary>
    private static int LengthOfCodePoint(byte[] bytes, int at)
    {
        byte first = bytes[at];
        if (first < 0x80) return 1;
        (int length, int low, int high) = first switch
        {
            >= 0xC2 and <= 0xDF => (2, 0x80, 0xBF),
            0xE0 => (3, 0xA0, 0xBF),
            0xED => (3, 0x80, 0x9F),
            >= 0xE1 and <= 0xEF => (3, 0x80, 0xBF),
            0xF0 => (4, 0x90, 0xBF),
            >= 0xF1 and <= 0xF3 => (4, 0x80, 0xBF),
            0xF4 => (4, 0x80, 0x8F),
            _ => (0, 0, 0),
        };
        if (length == 0 || at + length > bytes.Length || bytes[at + 1] < low || bytes[at + 1] > high) return 0;
        for (int i = 2; i < length; i++)
            if ((bytes[at + i] & 0xC0) != 0x80) return 0;
        return length;
    }
}
