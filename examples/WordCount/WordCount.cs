using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>Counts the words of text files: the whole count into a folder of files, the most frequent words to the console.</summary>
public sealed class WordCount : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (WordCountOptions.Parse(env) is not { } options) return;
        Stopwatch watch = Stopwatch.StartNew();
        BatchEnvironment batch = env.CreateBatchEnvironment();

        TupleTSet<Utf8Text, long> counts = batch.ReadText([.. options.Inputs])
            .FlatMap(options.Tokenizer)
            .MapToTuple(word => (word, 1L))
            .KeyedReduce((a, b) => a + b)
            .Cache();

        WriteSummary written = counts.WriteText(options.OutputOr(env.JobDirectory), (pair, line) => line.Append(pair.Key).Append('\t').Append(pair.Value));
        KeyValuePair<Utf8Text, long>[] top = counts.Top(options.Top, MoreFrequent);
        long words = counts.Map(pair => pair.Value).AllReduce(0, (a, b) => a + b);
        double seconds = watch.Elapsed.TotalSeconds;

        if (env.Rank == 0) Print(top, words, written, seconds);
        if (options.Verify && !Verifier.Check(env, options, written.Path))
            throw new InvalidOperationException($"The counts in '{written.Path}' are wrong.");
    }

    /// <summary>By count; equally frequent words in the order of the alphabet.</summary>
    private static int MoreFrequent(KeyValuePair<Utf8Text, long> a, KeyValuePair<Utf8Text, long> b) =>
        a.Value != b.Value ? a.Value.CompareTo(b.Value) : b.Key.CompareTo(a.Key);

    private static void Print(KeyValuePair<Utf8Text, long>[] top, long words, WriteSummary written, double seconds)
    {
        foreach ((Utf8Text word, long count) in top) Console.WriteLine($"{count,12:N0}  {word}");
        Console.WriteLine();
        Console.WriteLine($"{words:N0} words, {written.Records:N0} distinct, in {seconds:0.00} s: {words / seconds:N0} words/s");
        Console.WriteLine($"All counts: {written.Path}/part-*");
    }
}
