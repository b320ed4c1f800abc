using System.Runtime.InteropServices;
using System.Text;

namespace Twister2.Launch.Tests;

/// <summary>
/// Word counts with nothing but the framework, as simple as possible: what the results are held against. A word's key is a string with one character for each of its bytes,
/// so that no two words of bytes become one.
/// </summary>
public static class PlainCount
{
    public static Dictionary<string, long> Of(string kind, IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (kind == "letters") CountLetters(bytes, counts);
            else CountSpace(bytes, counts);
        }
        return counts;
    }

    private static void CountLetters(byte[] bytes, Dictionary<string, long> counts)
    {
        StringBuilder word = new();
        foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) word.Append(Rune.ToLowerInvariant(rune));
            else Take(word, counts);
        }
        Take(word, counts);
    }

    private static void Take(StringBuilder word, Dictionary<string, long> counts)
    {
        if (word.Length == 0) return;
        string text = word.ToString();
        Add(Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), counts);
        word.Clear();
    }

    private static void CountSpace(byte[] bytes, Dictionary<string, long> counts)
    {
        int start = 0;
        for (int i = 0; i <= bytes.Length; i++)
        {
            if (i < bytes.Length && bytes[i] > 0x20) continue;
            if (i > start) Add(Encoding.Latin1.GetString(bytes, start, i - start), counts);
            start = i + 1;
        }
    }

    private static void Add(string word, Dictionary<string, long> counts) => CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
}
