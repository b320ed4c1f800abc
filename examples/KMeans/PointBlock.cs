using System.Runtime.CompilerServices;

namespace Twister2.Examples.KMeans;

/// <summary>The points of a task, and what it needs to look for their nearest centers.</summary>
internal sealed unsafe class PointBlock : IDisposable
{
    private readonly HugeArray<double> _points;
    private readonly Assignment _assignment;
    private readonly int _dimensions;
    private readonly int _centers;
    private readonly double _squares;

    /// <summary>Makes part <paramref name="part"/> of <paramref name="parts"/> of the points.</summary>
    public static PointBlock Make(Clusters clusters, int part, int parts)
    {
        long first = Series.Share(clusters.Points, part, parts), end = Series.Share(clusters.Points, part + 1, parts);
        HugeArray<double> points = new((end - first) * clusters.Dimensions);
        clusters.Fill(first, points.Values);
        return new PointBlock(points, clusters.Dimensions, clusters.Count);
    }

    /// <summary>A block of points, of which it is the owner from now on.</summary>
    public PointBlock(HugeArray<double> points, int dimensions, int centers)
    {
        (_points, _dimensions, _centers) = (points, dimensions, centers);
        _assignment = new Assignment(dimensions, centers);
        _squares = SumOfSquares(points.Values);
    }

    /// <summary>For each center the sum of the points that are nearest to it, row by row; then how many these are; then the sum of all squared distances.</summary>
    public double[] Assign(ReadOnlySpan<double> centers)
    {
        double[] sums = new double[CenterSums.Length(_centers, _dimensions)];
        Span<double> points = _points.Values;
        _assignment.SetCentroids(centers);
        double products;
        fixed (double* x = points)
            products = _assignment.Add(x, points.Length / _dimensions, sums.AsSpan(0, _centers * _dimensions), sums.AsSpan(_centers * _dimensions, _centers));
        sums[^1] = _squares + 2 * products;
        return sums;
    }

    // One call does it all, so it is compiled for this processor at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return sum;
    }

    public void Dispose()
    {
        _points.Dispose();
        _assignment.Dispose();
    }
}
