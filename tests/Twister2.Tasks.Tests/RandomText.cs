using System.Text;

namespace Twister2.Tasks.Tests;

/// <summary>Text as bad as it comes.</summary>
internal static class RandomText
{
    /// <summary>Code points that are easily got wrong: other cases, other scripts, marks, letters beyond 16 bits, things between words.</summary>
    private static readonly string[] Pieces =
    [
        "a", "z", "A", "Z", "0", "9", "_", "-", " ", "\t", "\0", "'", "@", "[", "`", "{", "\u007f", "é", "É", "ß", "ẞ", "Σ", "σ", "ς", "İ", "ı", "I", "i", "ǅ", "Ǆ", "ﬀ", "Ω", "ω",
        "Ж", "ж", "٣", "৪", "中", "文", "あ", "e\u0301", "\u0308", "\u200d", "\u00a0", "\u2028", "€", "½", "Ⅷ", "²", "😀", "𐐀", "𐐨", "𝒜", "𞤀", "𝟘", "\ufeff", "\ufffd", "ª", "ʰ",
    ];

    private static readonly byte[][] Broken =
    [
        [0x80], [0xBF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xFE, 0xFF], [0xE0, 0x80, 0x80],
    ];

    /// <summary>Up to about so many bytes; long stretches without separators, or short words, or pure noise.</summary>
    public static byte[] Bytes(Random random, int length)
    {
        List<byte> bytes = [];
        int kind = random.Next(4);
        while (bytes.Count < length)
        {
            int what = random.Next(12);
            if (kind == 0) bytes.Add((byte)random.Next(256));
            else if (kind == 1 || what < 6) bytes.Add((byte)"etaoinshrdluETAOIN 0123  "[random.Next(25)]);
            else if (what < 11) bytes.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            else bytes.AddRange(Broken[random.Next(Broken.Length)]);
        }
        return [.. bytes.Take(length)];
    }

    /// <summary>A file of lines of 0 to 300 bytes, with line ends of one kind or of both, with or without the last one; now and then empty.</summary>
    public static byte[] File(Random random)
    {
        if (random.Next(5) == 0) return [];
        List<byte> content = [];
        int lineEnds = random.Next(3), longest = random.Next(1, 301);
        for (int lines = random.Next(1, 60); lines > 0; lines--)
        {
            content.AddRange(Bytes(random, random.Next(longest)));
            bool last = lines == 1;
            if (last && random.Next(4) == 0) content.Add((byte)'\r');
            if (last && random.Next(2) == 0) break;
            if (lineEnds == 0 || (lineEnds == 1 && random.Next(2) == 0)) content.Add((byte)'\r');
            content.Add((byte)'\n');
        }
        return [.. content];
    }
}
