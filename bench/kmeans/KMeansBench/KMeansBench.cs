using System.Globalization;
using Twister2.Dataflow;
using Twister2.Examples;
using Twister2.Examples.KMeans;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Bench.KMeans;

/// <summary>
/// Our side of the k-means benchmark: the same work as kmeans.cpp, with data sets, compute graphs or the operator. Arguments: tset (or none of the three), graph or operators; points, dimensions, centroids, iterations.
/// </summary>
public sealed class KMeansBench : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        (Level level, string[] arguments) = Levels.Of([.. env.Arguments], otherwise: Level.TSet);
        long[] numbers = [.. arguments.Select(argument => long.Parse(argument, CultureInfo.InvariantCulture))];
        if (numbers.Length != 4 || numbers.Min() < 1 || numbers[0] < numbers[2]) throw new UsageException("usage: KMeansBench [tset|graph|operators] POINTS DIMENSIONS CENTROIDS ITERATIONS");
        Run(env, level, numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3]);
    }

    private static void Run(WorkerEnvironment env, Level level, long all, int dimensions, int k, int iterations)
    {
        long begin = Series.Share(all, env.Rank, env.WorkerCount), end = Series.Share(all, env.Rank + 1, env.WorkerCount);
        HugeArray<double> points = new((end - begin) * dimensions);
        Fill(points.Values, (ulong)begin * (ulong)dimensions);
        double[] centroids = new double[k * dimensions];
        Fill(centroids, 0);

        Measured measured = new(env);
        // The sums of the squares are part of the work.
        PointBlock Block(int task, int tasks) => new(points, dimensions, k);
        double[] sums = level switch
        {
            Level.Graph => ByGraphs(env, Block, centroids, dimensions, iterations),
            Level.Operators => ByOperators(env, Block(env.Rank, env.WorkerCount), centroids, dimensions, iterations),
            _ => BySets(env, Block, centroids, dimensions, iterations),
        };
        measured.Stop();

        ulong check = 0;
        for (int j = 0; j < k; j++) check += (Series.Mix64((ulong)j) | 1) * (ulong)sums[k * dimensions + j];
        measured.Print(("points", all), ("iterations", iterations), ("inertia", (long)(sums[^1] * 1000)), ("check", check.ToString("x16", CultureInfo.InvariantCulture)));
    }

    private static double[] BySets(WorkerEnvironment env, Func<int, int, PointBlock> block, double[] centroids, int dimensions, int iterations)
    {
        TSet<PointBlock> points = DataSetLevel.Points(env.CreateBatchEnvironment(), block);
        double[] sums = DataSetLevel.Iterate(points, centroids, dimensions, iterations);
        points.ForEach(static block => block.Dispose());
        return sums;
    }

    private static double[] ByGraphs(WorkerEnvironment env, Func<int, int, PointBlock> block, double[] centroids, int dimensions, int iterations)
    {
        using BatchExecutor executor = env.CreateGraphExecutor();
        return GraphLevel.Iterate(executor, GraphLevel.Load(block, centroids, env.WorkerCount), GraphLevel.Step(env.WorkerCount, centroids.Length / dimensions, dimensions), centroids, iterations);
    }

    private static double[] ByOperators(WorkerEnvironment env, PointBlock points, double[] centroids, int dimensions, int iterations)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        double[] sums = new double[CenterSums.Length(centroids.Length / dimensions, dimensions)];
        for (int i = 0; i < iterations; i++)
        {
            using AllReduce<double> reduce = AllReduce.Sum<double>(env.Dataflow, plan, sums.Length);
            reduce.Add(env.Rank, points.Assign(centroids));
            reduce.Finish(env.Rank);
            reduce.WaitForCompletion();
            reduce.Values(env.Rank).CopyTo(sums);
            CenterSums.Move(centroids, dimensions, sums);
        }
        points.Dispose();
        return sums;
    }

    private static void Fill(Span<double> values, ulong first)
    {
        Series series = new(2);
        for (int i = 0; i < values.Length; i++) values[i] = series.Fraction(first + (ulong)i);
    }
}
