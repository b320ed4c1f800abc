using System.Runtime.InteropServices;
using Twister2.Dataflow;
using Twister2.JobMaster;

namespace Twister2.Examples.WordCount;

/// <summary>
/// Word count on a dataflow operator: the program reads, and pushes what it has into a keyed reduce, which combines before it sends, sends while the program reads on, and goes to scratch when memory
/// runs out.
/// </summary>
internal static class OperatorLevel
{
    public static WordCounts Count(WorkerEnvironment env, WordCountOptions options, string[] inputs, string output)
    {
        InputFile[] files = InputFile.FindAll(env.Communicator, inputs);
        // One source task and one target task on each worker, numbered as the workers are.
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<Utf8Text, long> counts = KeyedReduce.Sum<Utf8Text, long>(env.Dataflow, plan);

        List<TextRange> words = [];
        foreach (Utf8Text block in new TextShare(files, options.Words, env.Rank, env.WorkerCount).Blocks())
        {
            Words.Find(block.Span, words);
            foreach (TextRange word in CollectionsMarshal.AsSpan(words)) counts.Add(env.Rank, block.Slice(word.Start, word.Length), 1);
        }
        counts.Finish(env.Rank);
        counts.WaitForCompletion();

        List<CountedWord> counted = [];
        foreach (ReadOnlySpan<KeyValuePair<Utf8Text, long>> chunk in counts.Read(env.Rank))
        {
            foreach ((Utf8Text word, long count) in chunk) counted.Add(new(word, count));
        }
        return ResultFolder.Write(env, output, counted, options.Top);
    }
}
