using System.Globalization;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Bench.WordCount;

/// <summary>
/// Our side of the word count benchmark: the same work as wordcount.cpp, written as a user would with data sets, with a compute graph, or with the operator. Arguments: tset (or none of the three), graph or operators; the input.
/// </summary>
public sealed class WordCountBench : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        (Level level, string[] input) = Levels.Of([.. env.Arguments], otherwise: Level.TSet);
        Measured measured = new(env);
        switch (level)
        {
            case Level.Graph: Print(env, measured, GraphLevel.Count(env, input)); break;
            case Level.Operators: Print(env, measured, OperatorLevel.Count(env, input)); break;
            default: BySets(env, measured, input); break;
        }
    }

    private static void BySets(WorkerEnvironment env, Measured measured, string[] input)
    {
        BatchEnvironment batch = env.CreateBatchEnvironment();
        TupleTSet<Utf8Text, long> counts = batch.ReadText(input)
            .FlatMap(Tokenizer.SpaceSeparated)
            .CountByValue()
            .Cache();
        counts.Top(10, CountedWord.MoreFrequent);
        long words = counts.Map(pair => pair.Value).AllReduce(0, (a, b) => a + b);
        long distinct = counts.Count();
        measured.Stop();

        ulong check = counts.Map(pair => CountedWord.Check(pair)).AllReduce(0, (a, b) => a + b);
        long bytes = env.Communicator.Allreduce(batch.Dataflow.Counters.BytesRead, Operation<long>.Add);
        Print(measured, words, distinct, bytes, check);
    }

    /// <summary>What this worker has counted, and the bytes of the whole input.</summary>
    private static void Print(WorkerEnvironment env, Measured measured, (List<KeyValuePair<Utf8Text, long>> Counts, long Bytes) counted)
    {
        List<KeyValuePair<Utf8Text, long>> counts = counted.Counts;
        env.Dataflow.AllReduce(CountedWord.MostFrequent(counts, 10), static (a, b) => CountedWord.MostFrequent([.. a, .. b], 10));
        long words = env.Dataflow.AllReduce(counts.Sum(static pair => pair.Value), static (a, b) => a + b);
        long distinct = env.Dataflow.AllReduce((long)counts.Count, static (a, b) => a + b);
        measured.Stop();

        ulong check = 0;
        foreach (KeyValuePair<Utf8Text, long> pair in counts) check += CountedWord.Check(pair);
        Print(measured, words, distinct, counted.Bytes, env.Communicator.Allreduce(check, Operation<ulong>.Add));
    }

    private static void Print(Measured measured, long words, long distinct, long bytes, ulong check) =>
        measured.Print(("words", words), ("distinct", distinct), ("bytes", bytes), ("check", check.ToString("x16", CultureInfo.InvariantCulture)));
}
