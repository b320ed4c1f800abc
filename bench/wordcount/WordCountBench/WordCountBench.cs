using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Bench.WordCount;

/// <summary>Our side of the word count benchmark: the same work as wordcount.cpp, written as a user would with TSets. Argument: the input.</summary>
public sealed class WordCountBench : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        Intracommunicator world = env.Communicator;
        BatchEnvironment batch = env.CreateBatchEnvironment();
        world.Barrier();
        double startup = world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        TimeSpan cpu = System.Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();

        TupleTSet<Utf8Text, long> counts = batch.ReadText([.. env.Arguments])
            .FlatMap(Tokenizer.SpaceSeparated)
            .CountByValue()
            .Cache();
        counts.Top(10, MoreFrequent);
        long words = counts.Map(pair => pair.Value).AllReduce(0, (a, b) => a + b);
        long distinct = counts.Count();

        double total = world.Allreduce(Stopwatch.GetElapsedTime(started).TotalSeconds, Operation<double>.Max);
        double processor = world.Allreduce((System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Operation<double>.Max);
        ulong check = counts.Map(pair => Fnv1a(pair.Key.Span) * (ulong)pair.Value).AllReduce(0, (a, b) => a + b);
        long bytes = world.Allreduce(batch.Dataflow.Counters.BytesRead, Operation<long>.Add);
        double peak = world.Allreduce(PeakMegabytes(), Operation<double>.Max);
        if (env.Rank != 0) return;
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            total_s = total,
            startup_s = startup,
            cpu_s = processor,
            words,
            distinct,
            bytes,
            peak_mb = peak,
            check = check.ToString("x16", CultureInfo.InvariantCulture),
        }));
    }

    private static int MoreFrequent(KeyValuePair<Utf8Text, long> a, KeyValuePair<Utf8Text, long> b) =>
        a.Value != b.Value ? a.Value.CompareTo(b.Value) : b.Key.CompareTo(a.Key);

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
