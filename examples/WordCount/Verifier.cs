using System.Globalization;
using System.Text;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>Counts again with nothing but the framework, as simply as possible, and compares word by word.</summary>
internal static class Verifier
{
    /// <summary>Counts on worker 0 while the others wait; tells all whether the result is right. Collective.</summary>
    public static bool Check(WorkerEnvironment env, WordKind kind, string[] inputs, string output)
    {
        bool right = env.Rank != 0 || Compare(PlainCount(kind, inputs), ReadCounts(output, kind == WordKind.Letters ? Encoding.UTF8 : Encoding.Latin1));
        right = env.Dataflow.AllReduce(right, static (a, b) => a && b);
        if (env.Rank == 0) Console.WriteLine(right ? "Verified: a plain count in one process gives the same." : "Verification failed.");
        return right;
    }

    private static Dictionary<string, long> PlainCount(WordKind kind, string[] inputs)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string file in InputFiles.Find(inputs))
        {
            foreach (string word in kind == WordKind.Letters ? LetterWords(file) : SpaceWords(file))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }
        return counts;
    }

    /// <summary>Words of letters and digits; what is not UTF-8 decodes to U+FFFD, which is neither.</summary>
    private static IEnumerable<string> LetterWords(string file)
    {
        using StreamReader text = new(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        StringBuilder word = new();
        for (int character = text.Read(); character >= 0; character = text.Read())
        {
            // The decoder gives the two halves of a character beyond 16 bits together.
            Rune rune = char.IsHighSurrogate((char)character) ? new Rune((char)character, (char)text.Read()) : new Rune((char)character);
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }
            if (word.Length > 0) yield return word.ToString();
            word.Clear();
        }
        if (word.Length > 0) yield return word.ToString();
    }

    /// <summary>Words of bytes; each byte becomes the character of its number, so that no two words become one.</summary>
    private static IEnumerable<string> SpaceWords(string file)
    {
        using FileStream bytes = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 << 10);
        StringBuilder word = new();
        for (int b = bytes.ReadByte(); b >= 0; b = bytes.ReadByte())
        {
            if (b > 0x20)
            {
                word.Append((char)b);
                continue;
            }
            if (word.Length > 0) yield return word.ToString();
            word.Clear();
        }
        if (word.Length > 0) yield return word.ToString();
    }

    private static Dictionary<string, long> ReadCounts(string output, Encoding encoding)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string part in Directory.GetFiles(output, "part-*"))
        {
            using StreamReader lines = new(part, encoding, detectEncodingFromByteOrderMarks: false);
            while (lines.ReadLine() is { } line) // No word has a line end in it.
            {
                int tab = line.LastIndexOf('\t');
                if (!counts.TryAdd(line[..tab], long.Parse(line[(tab + 1)..], CultureInfo.InvariantCulture)))
                    throw new InvalidDataException($"'{line[..tab]}' is counted twice in '{output}'.");
            }
        }
        return counts;
    }

    private static bool Compare(Dictionary<string, long> expected, Dictionary<string, long> actual)
    {
        int wrong = 0;
        foreach (string word in expected.Keys.Union(actual.Keys))
        {
            (long want, long got) = (expected.GetValueOrDefault(word), actual.GetValueOrDefault(word));
            if (want != got && wrong++ < 10) Console.Error.WriteLine($"'{word}': counted {got:N0}, there are {want:N0}");
        }
        if (wrong > 0) Console.Error.WriteLine($"{wrong:N0} words are counted wrongly.");
        return wrong == 0;
    }
}
