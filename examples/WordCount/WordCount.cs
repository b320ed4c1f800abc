using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>
/// Counts the words of text files: the whole count into a folder of files, the most frequent words to the console. The same job is written at each of the four levels; <c>--level</c> says which runs.
/// </summary>
public sealed class WordCount : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (WordCountOptions.Parse(env) is not { } options) return;
        string[] inputs = options.Generate is { } lines ? [GeneratedText.Write(env, lines)] : [.. options.Inputs];
        string output = options.Check ?? options.OutputOr(env.JobDirectory);
        if (options.Check is null)
        {
            Stopwatch watch = Stopwatch.StartNew();
            WordCounts counts = options.Level switch
            {
                Level.Communicator => CommunicatorLevel.Count(env, options, inputs, output),
                Level.Operator => OperatorLevel.Count(env, options, inputs, output),
                Level.Graph => GraphLevel.Count(env, options, inputs, output),
                _ => TSetLevel.Count(env, options, inputs, output),
            };
            if (env.Rank == 0) Print(counts, watch.Elapsed.TotalSeconds);
        }
        if ((options.Verify || options.Check is not null) && !Verifier.Check(env, options.Words, inputs, output))
            throw new InvalidDataException($"The counts in '{output}' are wrong.");
    }

    private static void Print(WordCounts counts, double seconds)
    {
        foreach (CountedWord word in counts.Top) Console.WriteLine($"{word.Count,12:N0}  {word.Word}");
        Console.WriteLine();
        Console.WriteLine($"{counts.Words:N0} words, {counts.Distinct:N0} distinct, in {seconds:0.00} s: {counts.Words / seconds:N0} words/s");
        Console.WriteLine($"All counts: {counts.Path}/part-*");
    }
}
