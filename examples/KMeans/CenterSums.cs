using System.Numerics;

namespace Twister2.Examples.KMeans;

/// <summary>What tasks tell each other in an iteration, as one vector of numbers: the sums of the points of each center, how many these are, the sum of squared distances.</summary>
internal static class CenterSums
{
    /// <summary>How many numbers that are.</summary>
    public static int Length(int centers, int dimensions) => centers * (dimensions + 1) + 1;

    /// <summary>Adds the second vector to the first; the empty one is nothing.</summary>
    public static double[] Add(double[] sums, double[] more)
    {
        if (sums.Length == 0) return more;
        int i = 0;
        for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count) (new Vector<double>(sums, i) + new Vector<double>(more, i)).CopyTo(sums, i);
        for (; i < sums.Length; i++) sums[i] += more[i];
        return sums;
    }

    /// <summary>Moves each center to the mean of its points; one without points stays where it is.</summary>
    public static void Move(double[] centers, int dimensions, ReadOnlySpan<double> sums)
    {
        int count = centers.Length / dimensions;
        for (int c = 0; c < count; c++)
        {
            if (sums[count * dimensions + c] is not (> 0 and var points)) continue;
            for (int d = 0; d < dimensions; d++) centers[c * dimensions + d] = sums[c * dimensions + d] / points;
        }
    }
}
