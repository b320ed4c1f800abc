using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Bench.KeyedReduce;

/// <summary>Our side of the keyed reduce benchmark: the same work as keyedreduce.cpp, with the operator. Arguments: int64 or text, pairs, keys.</summary>
public sealed class KeyedReduceBench : IWorker
{
    /// <summary>Pairs added at a time.</summary>
    private const int Chunk = 16 << 10;

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        string[] arguments = [.. env.Arguments];
        if (arguments is not [("int64" or "text") and var kind, var pairs, var keys]) throw new ArgumentException("usage: KeyedReduceBench int64|text PAIRS KEYS");
        long all = long.Parse(pairs, CultureInfo.InvariantCulture);
        long begin = Share(all, env.Rank, env.WorkerCount), end = Share(all, env.Rank + 1, env.WorkerCount);
        ulong distinct = ulong.Parse(keys, CultureInfo.InvariantCulture);
        if (kind == "int64") Run(env, all, IntegerPairs(begin, end, distinct), static key => key);
        else Run(env, all, TextPairs(begin, end, distinct), static key => Fnv1a(key.Span));
    }

    private static void Run<TKey>(WorkerEnvironment env, long all, KeyValuePair<TKey, ulong>[] pairs, Func<TKey, ulong> number)
    {
        Intracommunicator world = env.Communicator;
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(world);
        world.Barrier();
        double startup = world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        TimeSpan cpu = System.Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        using KeyedReduce<TKey, ulong> sums = Dataflow.KeyedReduce.Sum<TKey, ulong>(dataflow, LogicalPlan.OnePerWorker(env.WorkerCount));
        for (int i = 0; i < pairs.Length; i += Chunk)
        {
            sums.Add(env.Rank, pairs.AsSpan(i, Math.Min(Chunk, pairs.Length - i)));
            sums.Progress();
        }
        sums.Finish(env.Rank);
        sums.WaitForCompletion();
        long keys = world.Allreduce(sums.CountOf(env.Rank), Operation<long>.Add);
        double total = world.Allreduce(Stopwatch.GetElapsedTime(started).TotalSeconds, Operation<double>.Max);
        double processor = world.Allreduce((System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Operation<double>.Max);

        ulong check = 0;
        foreach (ReadOnlySpan<KeyValuePair<TKey, ulong>> chunk in sums.Read(env.Rank))
            foreach ((TKey key, ulong sum) in chunk) check += sum % 1000003 * (number(key) | 1);
        check = world.Allreduce(check, Operation<ulong>.Add);
        double peak = world.Allreduce(PeakMegabytes(), Operation<double>.Max);
        if (env.Rank != 0) return;
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            total_s = total,
            startup_s = startup,
            cpu_s = processor,
            pairs = all,
            keys,
            peak_mb = peak,
            check = check.ToString("x16", CultureInfo.InvariantCulture),
        }));
    }

    private static KeyValuePair<ulong, ulong>[] IntegerPairs(long begin, long end, ulong keys)
    {
        Series number = new(5), value = new(6);
        KeyValuePair<ulong, ulong>[] pairs = new KeyValuePair<ulong, ulong>[end - begin];
        for (long i = begin; i < end; i++) pairs[i - begin] = new(Series.Mix64(number[(ulong)i] % keys), value[(ulong)i] >> 33);
        return pairs;
    }

    private static KeyValuePair<Utf8Text, ulong>[] TextPairs(long begin, long end, ulong keys)
    {
        const int BlockBytes = 64 << 10, Padding = 16;
        Series number = new(5), value = new(6);
        KeyValuePair<Utf8Text, ulong>[] pairs = new KeyValuePair<Utf8Text, ulong>[end - begin];
        byte[] block = [];
        int used = 0;
        for (long i = begin; i < end; i++)
        {
            if (block.Length - used < 24 + Padding)
            {
                block = GC.AllocateUninitializedArray<byte>(BlockBytes);
                used = 0;
            }
            int length = TextOf(number[(ulong)i] % keys, block.AsSpan(used));
            pairs[i - begin] = new(new Utf8Text(block, used, length), value[(ulong)i] >> 33);
            used += length;
        }
        return pairs;
    }

    /// <summary>As text_of in text_keys.hpp.</summary>
    private static int TextOf(ulong n, Span<byte> to)
    {
        ulong first = Series.Mix64(n), second = Series.Mix64(n + (1UL << 32));
        int length = (int)(8 + first % 17);
        for (int i = 0; i < 12; i++, first /= 26) to[i] = (byte)('a' + first % 26);
        for (int i = 12; i < 24; i++, second /= 26) to[i] = (byte)('a' + second % 26);
        return length;
    }

    private static long Share(long total, int part, int parts) => (long)((Int128)total * part / parts);

    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in bytes) hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    /// <summary>Since the runner started mpiexec, which it says in BENCH_T0; 0 when started by hand.</summary>
    private static double SecondsSinceLaunch() =>
        double.TryParse(System.Environment.GetEnvironmentVariable("BENCH_T0"), CultureInfo.InvariantCulture, out double launched)
            ? (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - launched
            : 0;

    private static double PeakMegabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
