using System.Text;

namespace Twister2.Launch.Tests;

/// <summary>Small inputs that are hard to split, to decode or to divide among workers, each a file or a folder, and their word counts.</summary>
public sealed class NastyInputs : IDisposable
{
    private const int Seed = 20260119;

    private static readonly string[] Pieces = ["é", "İ", "ß", "Σ", "Ǆ", "中", "😀", "𝔘", "𐐀", "٣", "e\u0301", " ", "\u00a0", "\n"];

    private readonly Random _random = new(Seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("twister2-nasty-").FullName;
    private readonly Dictionary<(string Input, string Kind), Dictionary<string, long>> _counts = [];

    public NastyInputs()
    {
        Write("empty", "");
        Write("one-byte", "x");
        Write("two-lines", "a b\nB");
        Write("no-last-line-end", "one two\nthree two\nOne");
        Write("only-spaces", new string(' ', 5000));
        Write("only-line-ends", new string('\n', 5000));
        Write("empty-lines", string.Concat(Enumerable.Range(0, 500).Select(static i => i % 7 == 0 ? $"word{i}\n" : "\n")));
        Write("crlf", string.Concat(Enumerable.Range(0, 300).Select(static i => $"line {i % 9}\rwith\r\n\r\n")));
        Write("nul-bytes", "a\0b\0\n\0c\0\n");
        Write("byte-order-mark", "\uFEFFword word\n\uFEFFword");
        Write("other-line-ends", "a\u2028b\u0085c\vd\fe\n");
        Write("multi-byte", string.Concat(_random.GetItems(Pieces, 4000)));
        Write("one-character-wide", string.Concat(Enumerable.Repeat("𐐀", 3000)));
        Write("long-word", string.Concat(Enumerable.Repeat("LongWordÄ", 100_000)) + " short\n" + new string('z', 1 << 20));
        WriteBytes("invalid-utf-8", InvalidUtf8());
        WriteBytes("random-bytes", RandomBytes(200_000));
        Write("block-borders", string.Concat(Enumerable.Range(65_530, 12).Select(static n => new string('b', n - 2) + " c\n")));
        ManyFiles("tiny-files");
        Paths = [.. Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal)];
        All = _folder;
    }

    /// <summary>Each input alone.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The folder of all of them.</summary>
    public string All { get; }

    public Dictionary<string, long> Counts(string input, string kind)
    {
        if (_counts.TryGetValue((input, kind), out Dictionary<string, long>? known)) return known;
        string[] files = File.Exists(input) ? [input] : Directory.GetFiles(input, "*", SearchOption.AllDirectories);
        return _counts[(input, kind)] = PlainCount.Of(kind, files);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every way to be wrong, again and again, so that some lie at every border between workers.</summary>
    private byte[] InvalidUtf8()
    {
        byte[][] pieces =
        [
            "é"u8.ToArray(), "Ab"u8.ToArray(), " "u8.ToArray(), "\n"u8.ToArray(), "😀x"u8.ToArray(),
            [0x80], [0xBF, 0xBF], [0xC3], [0xC0, 0xAF], [0xE4, 0xB8], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xFE], [0xFF],
        ];
        return [.. Enumerable.Range(0, 20_000).SelectMany(_ => pieces[_random.Next(pieces.Length)])];
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private void ManyFiles(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder, "deep", "deeper"));
        for (int i = 0; i < 60; i++)
        {
            string place = i % 3 == 0 ? "deep" : i % 3 == 1 ? "deep/deeper" : "";
            // Where one file ends in a word and the next begins with one, they are two words.
            Write(Path.Combine(folder, place, $"file-{i}"), i % 4 == 0 ? "" : i % 4 == 1 ? "end" : "begin\nend\n");
        }
    }

    private void Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private void WriteBytes(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);
}
