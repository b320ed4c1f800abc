namespace Twister2.Examples.KMeans;

/// <summary>Points around known centers: point i is one of cluster i mod <see cref="Count"/>, and each of its coordinates is that of the center and noise.</summary>
internal sealed class Clusters(long points, int dimensions, int count, double spread)
{
    private readonly Series _centers = new(11), _noise = new(12), _more = new(13);

    public long Points => points;

    public int Dimensions => dimensions;

    public int Count => count;

    /// <summary>The standard deviation of the noise: that of the sum of two numbers evenly between ± spread / 2.</summary>
    public double Deviation => spread / Math.Sqrt(6);

    /// <summary>The known centers, row by row; coordinates are 0 to 10.</summary>
    public double[] Centers()
    {
        double[] centers = new double[count * dimensions];
        for (int i = 0; i < centers.Length; i++) centers[i] = Center(i);
        return centers;
    }

    /// <summary>Makes points, row by row, from <paramref name="first"/> on.</summary>
    public void Fill(long first, Span<double> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ulong index = (ulong)first * (ulong)dimensions + (ulong)i;
            int cluster = (int)((first + i / dimensions) % count);
            rows[i] = Center(cluster * dimensions + i % dimensions) + spread * (_noise.Fraction(index) + _more.Fraction(index) - 1);
        }
    }

    /// <summary>Where the search begins: the first points, one of each cluster, so that what is found are the known centers.</summary>
    public double[] Start()
    {
        double[] start = new double[count * dimensions];
        Fill(0, start);
        return start;
    }

    private double Center(int coordinate) => 10 * _centers.Fraction((ulong)coordinate);
}
