using Twister2.Dataflow;

namespace Twister2.Examples.WordCount;

/// <summary>A word and how often it comes.</summary>
internal readonly record struct CountedWord(Utf8Text Word, long Count)
{
    /// <summary>By count; equally frequent words in the order of the alphabet.</summary>
    public static int MoreFrequent(CountedWord a, CountedWord b) => a.Count != b.Count ? a.Count.CompareTo(b.Count) : b.Word.CompareTo(a.Word);
}

/// <summary>What a word count gives, the same at every level.</summary>
/// <param name="Path">The folder with all counts.</param>
/// <param name="Words">All words of the input.</param>
/// <param name="Distinct">Different ones.</param>
/// <param name="Top">The most frequent ones; on worker 0.</param>
internal sealed record WordCounts(string Path, long Words, long Distinct, CountedWord[] Top);
