using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Twister2.Bench.KeyedReduce;
using Twister2.Dataflow;
using Twister2.Examples;
using Twister2.Examples.KMeans;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Bench.KMeans;

/// <summary>Our side of the k-means benchmark: the same work as kmeans.cpp, with the operator. Arguments: points, dimensions, centroids, iterations.</summary>
public sealed unsafe class KMeansBench : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        long[] numbers = [.. env.Arguments.Select(argument => long.Parse(argument, CultureInfo.InvariantCulture))];
        if (numbers.Length != 4 || numbers.Min() < 1 || numbers[0] < numbers[2]) throw new ArgumentException("usage: KMeansBench POINTS DIMENSIONS CENTROIDS ITERATIONS");
        Run(env, numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3]);
    }

    private static void Run(WorkerEnvironment env, long all, int dimensions, int k, int iterations)
    {
        Intracommunicator world = env.Communicator;
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(world);
        long begin = Share(all, env.Rank, env.WorkerCount), end = Share(all, env.Rank + 1, env.WorkerCount);
        using HugeArray<double> memory = new((end - begin) * dimensions);
        Span<double> points = memory.Values;
        Fill(points, (ulong)begin * (ulong)dimensions);
        double[] centroids = new double[k * dimensions];
        Fill(centroids, 0);
        world.Barrier();
        double startup = world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        TimeSpan cpu = System.Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        double[] sums = Iterate(dataflow, env.Rank, points, centroids, dimensions, k, iterations);
        double total = world.Allreduce(Stopwatch.GetElapsedTime(started).TotalSeconds, Operation<double>.Max);
        double processor = world.Allreduce((System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Operation<double>.Max);

        ulong check = 0;
        for (int j = 0; j < k; j++) check += (Series.Mix64((ulong)j) | 1) * (ulong)sums[k * dimensions + j];
        double peak = world.Allreduce(PeakMegabytes(), Operation<double>.Max);
        if (env.Rank != 0) return;
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            total_s = total,
            startup_s = startup,
            cpu_s = processor,
            points = all,
            iterations,
            inertia = (long)(sums[^1] * 1000),
            peak_mb = peak,
            check = check.ToString("x16", CultureInfo.InvariantCulture),
        }));
    }

    /// <summary>Moves the centroids; gives what the last allreduce came to: sums, counts, inertia.</summary>
    private static double[] Iterate(DataflowEnvironment dataflow, int task, ReadOnlySpan<double> points, double[] centroids, int dimensions, int k, int iterations)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(dataflow.WorkerCount);
        using Assignment assignment = new(dimensions, k);
        double[] sums = new double[k * dimensions + k + 1];
        double norms = SumOfSquares(points);
        for (int i = 0; i < iterations; i++)
        {
            Array.Clear(sums);
            assignment.SetCentroids(centroids);
            fixed (double* x = points) sums[^1] = norms + 2 * assignment.Add(x, points.Length / dimensions, sums.AsSpan(0, k * dimensions), sums.AsSpan(k * dimensions, k));
            using AllReduce<double> reduce = AllReduce.Sum<double>(dataflow, plan, sums.Length);
            reduce.Add(task, sums);
            reduce.Finish(task);
            reduce.WaitForCompletion();
            reduce.Values(task).CopyTo(sums);
            for (int j = 0; j < k; j++)
            {
                if (sums[k * dimensions + j] is not (> 0 and var count)) continue;
                for (int d = 0; d < dimensions; d++) centroids[j * dimensions + d] = sums[j * dimensions + d] / count;
            }
        }
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return sum;
    }

    private static void Fill(Span<double> values, ulong first)
    {
        Series series = new(2);
        for (int i = 0; i < values.Length; i++) values[i] = (series[first + (ulong)i] >> 11) * (1.0 / (1L << 53));
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
