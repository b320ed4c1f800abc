using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Bench.Join;

/// <summary>Our side of the join benchmark: the same work as join.cpp, with the operator. Arguments: left rows, right rows.</summary>
public sealed class JoinBench : IWorker
{
    /// <summary>Rows added at a time.</summary>
    private const int Chunk = 16 << 10;

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        string[] arguments = [.. env.Arguments];
        if (arguments is not [var lefts, var rights]) throw new ArgumentException("usage: JoinBench LEFT RIGHT");
        long leftRows = long.Parse(lefts, CultureInfo.InvariantCulture), rightRows = long.Parse(rights, CultureInfo.InvariantCulture);
        KeyValuePair<ulong, ulong>[] left = Left(env, leftRows, (ulong)rightRows), right = Right(env, rightRows);
        Intracommunicator world = env.Communicator;
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(world);
        using Output output = new(left.Length * 2L);
        world.Barrier();
        double startup = world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        TimeSpan cpu = System.Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        using Join<ulong, ulong, ulong> join = new(dataflow, LogicalPlan.OnePerWorker(env.WorkerCount));
        join.PassTo(env.Rank, output);
        for (int i = 0; i < right.Length; i += Chunk)
        {
            join.AddRight(env.Rank, right.AsSpan(i, Math.Min(Chunk, right.Length - i)));
            join.Progress();
        }
        join.FinishRight(env.Rank);
        for (int i = 0; i < left.Length; i += Chunk)
        {
            join.AddLeft(env.Rank, left.AsSpan(i, Math.Min(Chunk, left.Length - i)));
            join.Progress();
        }
        join.FinishLeft(env.Rank);
        join.WaitForCompletion();
        double total = world.Allreduce(Stopwatch.GetElapsedTime(started).TotalSeconds, Operation<double>.Max);
        double processor = world.Allreduce((System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Operation<double>.Max);
        Report(world, output.Rows, total, startup, processor);
    }

    private static void Report(Intracommunicator world, ReadOnlySpan<(ulong Key, ulong Left, ulong Right)> rows, double total, double startup, double processor)
    {
        ulong sum = 0, check = 0;
        foreach ((ulong key, ulong left, ulong right) in rows)
        {
            sum += left + right;
            check += (key | 1) * (left + 2 * right);
        }
        long count = world.Allreduce((long)rows.Length, Operation<long>.Add);
        sum = world.Allreduce(sum, Operation<ulong>.Add);
        check = world.Allreduce(check, Operation<ulong>.Add);
        double peak = world.Allreduce(PeakMegabytes(), Operation<double>.Max);
        if (world.Rank != 0) return;
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            total_s = total,
            startup_s = startup,
            cpu_s = processor,
            rows = count,
            sum,
            peak_mb = peak,
            check = check.ToString("x16", CultureInfo.InvariantCulture),
        }));
    }

    private static KeyValuePair<ulong, ulong>[] Left(WorkerEnvironment env, long rows, ulong rights)
    {
        Series number = new(3), value = new(7);
        long begin = Share(rows, env.Rank, env.WorkerCount), end = Share(rows, env.Rank + 1, env.WorkerCount);
        KeyValuePair<ulong, ulong>[] pairs = new KeyValuePair<ulong, ulong>[end - begin];
        for (long i = begin; i < end; i++) pairs[i - begin] = new(Series.Mix64(number[(ulong)i] % (rights + rights / 4)), value[(ulong)i] >> 33);
        return pairs;
    }

    private static KeyValuePair<ulong, ulong>[] Right(WorkerEnvironment env, long rows)
    {
        Series value = new(4);
        long begin = Share(rows, env.Rank, env.WorkerCount), end = Share(rows, env.Rank + 1, env.WorkerCount);
        KeyValuePair<ulong, ulong>[] pairs = new KeyValuePair<ulong, ulong>[end - begin];
        for (long i = begin; i < end; i++) pairs[i - begin] = new(Series.Mix64((ulong)i), value[(ulong)i] >> 33);
        return pairs;
    }

    private static long Share(long total, int part, int parts) => (long)((Int128)total * part / parts);

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
