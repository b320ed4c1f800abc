using Twister2.Tasks;

namespace Twister2.Examples.KMeans;

/// <summary>k-means with data sets: blocks of points are kept, and each iteration is a map and an AllReduce.</summary>
internal static class DataSetLevel
{
    /// <summary>The points, a block for each task, which stay in memory.</summary>
    public static TSet<PointBlock> Points(BatchEnvironment batch, Func<int, int, PointBlock> make) =>
        batch.CreateSource<PointBlock>((context, output) => output.Add(make(context.Index, context.Parallelism))).Cache();

    /// <summary>Moves centers, and gives the last sums.</summary>
    public static double[] Iterate(TSet<PointBlock> points, double[] centers, int dimensions, int iterations)
    {
        double[] sums = [];
        for (int i = 0; i < iterations; i++)
        {
            sums = points.Map(block => block.Assign(centers)).AllReduce([], CenterSums.Add);
            CenterSums.Move(centers, dimensions, sums);
        }
        return sums;
    }
}
