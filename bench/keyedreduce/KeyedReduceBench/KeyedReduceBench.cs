using System.Globalization;
using Twister2.Dataflow;
using Twister2.Examples;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Bench.KeyedReduce;

/// <summary>Our side of the keyed reduce benchmark: the same work as keyedreduce.cpp, with the operator or with data sets. Arguments: operators (or none of both) or tset, int64 or text, pairs, keys.</summary>
public sealed class KeyedReduceBench : IWorker
{
    /// <summary>Pairs added at a time.</summary>
    private const int Chunk = 16 << 10;

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        (Level level, string[] arguments) = Levels.Of([.. env.Arguments], otherwise: Level.Operators);
        if (level == Level.Graph || arguments is not [("int64" or "text") and var kind, var pairs, var keys]) throw new UsageException("usage: KeyedReduceBench [operators|tset] int64|text PAIRS KEYS");
        long all = long.Parse(pairs, CultureInfo.InvariantCulture);
        long begin = Series.Share(all, env.Rank, env.WorkerCount), end = Series.Share(all, env.Rank + 1, env.WorkerCount);
        ulong distinct = ulong.Parse(keys, CultureInfo.InvariantCulture);
        if (kind == "int64") Run(env, level, all, Pairs.OfIntegers(begin, end, distinct), static key => key);
        else Run(env, level, all, Pairs.OfTexts(begin, end, distinct), static key => Pairs.Fnv1a(key.Span));
    }

    private static void Run<TKey>(WorkerEnvironment env, Level level, long all, KeyValuePair<TKey, ulong>[] pairs, Func<TKey, ulong> number)
    {
        Measured measured = new(env);
        if (level == Level.TSet) BySets(env, measured, all, pairs, number);
        else ByOperator(env, measured, all, pairs, number);
    }

    private static void ByOperator<TKey>(WorkerEnvironment env, Measured measured, long all, KeyValuePair<TKey, ulong>[] pairs, Func<TKey, ulong> number)
    {
        using KeyedReduce<TKey, ulong> sums = Dataflow.KeyedReduce.Sum<TKey, ulong>(env.Dataflow, LogicalPlan.OnePerWorker(env.WorkerCount));
        for (int i = 0; i < pairs.Length; i += Chunk)
        {
            sums.Add(env.Rank, pairs.AsSpan(i, Math.Min(Chunk, pairs.Length - i)));
            sums.Progress();
        }
        sums.Finish(env.Rank);
        sums.WaitForCompletion();
        long keys = env.Communicator.Allreduce(sums.CountOf(env.Rank), Operation<long>.Add);
        measured.Stop();

        ulong check = 0;
        foreach (ReadOnlySpan<KeyValuePair<TKey, ulong>> chunk in sums.Read(env.Rank))
            foreach ((TKey key, ulong sum) in chunk) check += Check(sum, number(key));
        Print(measured, all, keys, env.Communicator.Allreduce(check, Operation<ulong>.Add));
    }

    private static void BySets<TKey>(WorkerEnvironment env, Measured measured, long all, KeyValuePair<TKey, ulong>[] pairs, Func<TKey, ulong> number)
    {
        using PersistedTSet<KeyValuePair<TKey, ulong>> sums = env.CreateBatchEnvironment().FromArray(pairs).AsTuples().KeyedReduce(ReduceOperation.Sum).Persist();
        long keys = sums.Count();
        measured.Stop();
        Print(measured, all, keys, sums.Map(pair => Check(pair.Value, number(pair.Key))).AllReduce(0, (a, b) => a + b));
    }

    private static ulong Check(ulong sum, ulong number) => sum % 1000003 * (number | 1);

    private static void Print(Measured measured, long all, long keys, ulong check) =>
        measured.Print(("pairs", all), ("keys", keys), ("check", check.ToString("x16", CultureInfo.InvariantCulture)));
}
