using System.Numerics;

namespace Twister2.Examples.Svm;

/// <summary>Arithmetic of vectors.</summary>
internal static class Vectors
{
    /// <summary>The product of two vectors.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        double sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Adds a multiple of a vector.</summary>
    public static void AddScaled(Span<double> to, ReadOnlySpan<double> vector, double factor)
    {
        int i = 0;
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count) (new Vector<double>(to[i..]) + factor * new Vector<double>(vector[i..])).CopyTo(to[i..]);
        for (; i < to.Length; i++) to[i] += factor * vector[i];
    }

    /// <summary>Adds the second vector to the first; the empty one is nothing.</summary>
    public static double[] Add(double[] sums, double[] more)
    {
        if (sums.Length == 0) return more;
        AddScaled(sums, more, 1);
        return sums;
    }
}
