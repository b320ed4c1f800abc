using System.Runtime.InteropServices;
using Twister2.Dataflow;
using Twister2.Examples.WordCount;
using Twister2.JobMaster;

namespace Twister2.Bench.WordCount;

/// <summary>The program reads and looks for words, as that of the example does, and gives those of a block together to a keyed reduce.</summary>
internal static class OperatorLevel
{
    public static (List<KeyValuePair<Utf8Text, long>> Counts, long Bytes) Count(WorkerEnvironment env, string[] input)
    {
        InputFile[] files = InputFile.FindAll(env.Communicator, input);
        using KeyedReduce<Utf8Text, long> counts = KeyedReduce.Sum<Utf8Text, long>(env.Dataflow, LogicalPlan.OnePerWorker(env.WorkerCount));
        List<TextRange> ranges = [];
        List<Utf8Text> words = [];
        foreach (Utf8Text block in new TextShare(files, WordKind.Space, env.Rank, env.WorkerCount).Blocks())
        {
            Words.Find(block.Span, ranges);
            words.Clear();
            foreach (TextRange word in CollectionsMarshal.AsSpan(ranges)) words.Add(block.Slice(word.Start, word.Length));
            counts.Add(env.Rank, CollectionsMarshal.AsSpan(words), 1);
            counts.Progress();
        }
        counts.Finish(env.Rank);
        counts.WaitForCompletion();

        List<KeyValuePair<Utf8Text, long>> counted = [];
        foreach (ReadOnlySpan<KeyValuePair<Utf8Text, long>> chunk in counts.Read(env.Rank)) counted.AddRange(chunk);
        return (counted, files.Sum(static file => file.Length));
    }
}
