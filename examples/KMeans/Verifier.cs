namespace Twister2.Examples.KMeans;

/// <summary>Computes again with nothing but loops, and compares the centers; then holds them against the known ones.</summary>
internal static class Verifier
{
    /// <summary>What is wrong with centers, or null.</summary>
    public static string? ErrorOf(double[] centers, Clusters clusters, int iterations)
    {
        // Sums of the same numbers in another order.
        if (ErrorOf(centers, Plain(clusters, iterations), 1e-9, "a plain computation") is { } error) return error;
        // The mean of so many coordinates is within six of its standard deviations of what was meant.
        double allowed = 6 * clusters.Deviation / Math.Sqrt(clusters.Points / clusters.Count) + 1e-9;
        return ErrorOf(centers, clusters.Centers(), allowed, "the known centers, which clusters that overlap do not have");
    }

    private static string? ErrorOf(double[] actual, double[] expected, double allowed, string by)
    {
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= allowed)) return FormattableString.Invariant($"coordinate {i} of the centers is {actual[i]:R}; by {by} it is {expected[i]:R}.");
        return null;
    }

    private static double[] Plain(Clusters clusters, int iterations)
    {
        int dimensions = clusters.Dimensions;
        double[] centers = clusters.Start(), point = new double[dimensions];
        for (int i = 0; i < iterations; i++)
        {
            double[] sums = new double[CenterSums.Length(clusters.Count, dimensions)];
            for (long p = 0; p < clusters.Points; p++)
            {
                clusters.Fill(p, point);
                int nearest = Nearest(centers, point);
                for (int d = 0; d < dimensions; d++) sums[nearest * dimensions + d] += point[d];
                sums[clusters.Count * dimensions + nearest]++;
            }
            CenterSums.Move(centers, dimensions, sums);
        }
        return centers;
    }

    private static int Nearest(double[] centers, double[] point)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int c = 0; c < centers.Length / point.Length; c++)
        {
            double distance = 0;
            for (int d = 0; d < point.Length; d++) distance += (point[d] - centers[c * point.Length + d]) * (point[d] - centers[c * point.Length + d]);
            if (distance >= least) continue;
            (nearest, least) = (c, distance);
        }
        return nearest;
    }
}
