using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>Word count on data sets: what is to be computed, and nothing of how.</summary>
internal static class TSetLevel
{
    public static WordCounts Count(WorkerEnvironment env, WordCountOptions options, string[] inputs, string output)
    {
        BatchEnvironment batch = env.CreateBatchEnvironment();
        TupleTSet<Utf8Text, long> counts = batch.ReadText(inputs)
            .FlatMap(options.Words == WordKind.Letters ? Tokenizer.Words : Tokenizer.SpaceSeparated)
            .MapToTuple(word => (word, 1L))
            .KeyedReduce((a, b) => a + b)
            .Cache();

        WriteSummary written = counts.WriteText(output, (pair, line) => line.Append(pair.Key).Append('\t').Append(pair.Value));
        KeyValuePair<Utf8Text, long>[] top = counts.Top(options.Top, (a, b) => CountedWord.MoreFrequent(new(a.Key, a.Value), new(b.Key, b.Value)));
        long words = counts.Map(pair => pair.Value).AllReduce(0, (a, b) => a + b);
        return new WordCounts(written.Path, words, written.Records, [.. top.Select(pair => new CountedWord(pair.Key, pair.Value))]);
    }
}
