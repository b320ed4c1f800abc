using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.KMeans;

/// <summary>Lloyd's k-means, with data sets or with compute graphs. What a task does with its points, and what tasks tell each other, is the same for both.</summary>
public sealed class KMeans : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (KMeansOptions.Parse(env) is not { } options) return;
        Clusters clusters = new(options.Points, options.Dimensions, options.Centers, options.Spread);
        double[] centers = clusters.Start();
        Stopwatch watch = Stopwatch.StartNew();
        double[] sums = options.Level == ApiLevel.TSet ? BySets(env, clusters, centers, options.Iterations) : ByGraphs(env, clusters, centers, options.Iterations);
        if (env.Rank == 0) Print(clusters, sums, options, watch.Elapsed.TotalSeconds);
        if (options.Verify) Verification.Check(env, "a plain computation in one process finds the same centers, and they are the known ones", () => Verifier.ErrorOf(centers, clusters, options.Iterations));
    }

    private static double[] BySets(WorkerEnvironment env, Clusters clusters, double[] centers, int iterations)
    {
        TSet<PointBlock> points = DataSetLevel.Points(env.CreateBatchEnvironment(), (part, parts) => PointBlock.Make(clusters, part, parts));
        double[] sums = DataSetLevel.Iterate(points, centers, clusters.Dimensions, iterations);
        points.ForEach(static block => block.Dispose());
        return sums;
    }

    private static double[] ByGraphs(WorkerEnvironment env, Clusters clusters, double[] centers, int iterations)
    {
        int tasks = env.WorkerCount * env.Threads;
        ComputeGraph load = GraphLevel.Load((part, parts) => PointBlock.Make(clusters, part, parts), centers, tasks);
        ComputeGraph step = GraphLevel.Step(tasks, clusters.Count, clusters.Dimensions);
        using BatchExecutor executor = env.CreateGraphExecutor();
        return GraphLevel.Iterate(executor, load, step, centers, iterations);
    }

    private static void Print(Clusters clusters, double[] sums, KMeansOptions options, double seconds)
    {
        int last = clusters.Count * clusters.Dimensions;
        for (int c = 0; c < Math.Min(clusters.Count, 10); c++) Console.WriteLine($"center {c,3}: {sums[last + c],12:N0} points");
        if (clusters.Count > 10) Console.WriteLine($"and {clusters.Count - 10:N0} more");
        Console.WriteLine();
        Console.WriteLine($"{clusters.Points:N0} points of {clusters.Dimensions} coordinates, {options.Iterations} iterations in {seconds:0.00} s; sum of squared distances {sums[^1]:0.0}");
    }
}
