namespace Twister2.Examples.Svm;

/// <summary>
/// Points on both sides of a hidden plane through the origin, none nearer to it than a margin: coordinates evenly in ±1, and pushed away from the plane by the margin. Each depends on its number alone.
/// </summary>
internal sealed class LabelledPoints
{
    private readonly Series _coordinates = new(21);
    private readonly double _margin;

    /// <summary>Points of so many features.</summary>
    public LabelledPoints(int features, double margin)
    {
        Features = features;
        _margin = margin;
        Series normal = new(22);
        double[] direction = [.. Enumerable.Range(0, features).Select(i => 2 * normal.Fraction((ulong)i) - 1)];
        double length = Math.Sqrt(Vectors.Dot(direction, direction));
        Normal = [.. direction.Select(coordinate => coordinate / length)];
    }

    /// <summary>Coordinates of a point.</summary>
    public int Features { get; }

    /// <summary>What is to be found: the direction, of length 1, that the hidden plane is upright to.</summary>
    public double[] Normal { get; }

    /// <summary>Makes a point; gives its label, 1 or −1.</summary>
    public int Make(long number, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++) point[i] = 2 * _coordinates.Fraction((ulong)number * (ulong)Features + (ulong)i) - 1;
        int label = Vectors.Dot(Normal, point) < 0 ? -1 : 1;
        Vectors.AddScaled(point, Normal, label * _margin);
        return label;
    }
}
