using System.Globalization;
using System.Text;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>Counts again with nothing but the framework, as simply as possible, and compares word by word.</summary>
internal static class Verifier
{
    /// <summary>Counts on worker 0 while the others wait; tells all whether the result is right. Collective.</summary>
    public static bool Check(WorkerEnvironment env, WordCountOptions options, string output)
    {
        bool right = env.Rank != 0 || Compare(PlainCount(options), ReadCounts(output, options.Words == WordKind.Letters ? Encoding.UTF8 : Encoding.Latin1));
        right = env.Dataflow.AllReduce(right, static (a, b) => a && b);
        if (env.Rank == 0) Console.WriteLine(right ? "Verified: a plain count in one process gives the same." : "Verification failed.");
        return right;
    }

    private static Dictionary<string, long> PlainCount(WordCountOptions options)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string file in InputFiles.Find(options.Inputs))
        {
            byte[] bytes = File.ReadAllBytes(file);
            foreach (string word in options.Words == WordKind.Letters ? LetterWords(bytes) : SpaceWords(bytes))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }
        return counts;
    }

    /// <summary>Words of letters and digits; what is not UTF-8 decodes to U+FFFD, which is neither.</summary>
    private static IEnumerable<string> LetterWords(byte[] bytes)
    {
        StringBuilder word = new();
        foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
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
    private static IEnumerable<string> SpaceWords(byte[] bytes)
    {
        int start = 0;
        for (int i = 0; i <= bytes.Length; i++)
        {
            if (i < bytes.Length && bytes[i] > 0x20) continue;
            if (i > start) yield return Encoding.Latin1.GetString(bytes, start, i - start);
            start = i + 1;
        }
    }

    private static Dictionary<string, long> ReadCounts(string output, Encoding encoding)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string part in Directory.GetFiles(output, "part-*"))
        {
            foreach (string line in encoding.GetString(File.ReadAllBytes(part)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
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
