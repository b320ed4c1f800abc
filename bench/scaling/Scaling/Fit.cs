using System.Globalization;

namespace Twister2.Bench.Scaling;

/// <summary>The sum of at most two terms that comes closest to what was measured: a constant, ⌈log₂ N⌉, √N, N.</summary>
sealed record Fit(double A, int TermA, double B, int TermB, double Error)
{
    static readonly (string Name, Func<double, double> Of)[] Terms =
        [("", _ => 1), ("⌈log₂ N⌉", n => Math.Ceiling(Math.Log2(n))), ("√N", Math.Sqrt), ("N", n => n)];

    public double At(double workers) => A * Terms[TermA].Of(workers) + B * Terms[TermB].Of(workers);

    public override string ToString()
    {
        IEnumerable<string> parts = ((double, int)[])[(A, TermA), (B, TermB)] is var both
            ? both.Where(term => Math.Abs(term.Item1) > 1e-6 * (Math.Abs(A) + Math.Abs(B))).Select(term => $"{Number(term.Item1)} {Terms[term.Item2].Name}".TrimEnd())
            : [];
        string text = string.Join(" + ", parts).Replace("+ -", "- ", StringComparison.Ordinal);
        return text.Length == 0 ? "0" : text;
    }

    /// <summary>Of fits that are as good, the one of the slowest terms.</summary>
    public static Fit To(IReadOnlyList<(double Workers, double Value)> samples)
    {
        double scale = samples.Sum(s => s.Value * s.Value) + 1e-9;
        List<Fit> all = [];
        for (int b = 1; b < Terms.Length; b++)
            for (int a = 0; a < b; a++) all.Add(Solve(samples, a, b, scale));
        double best = all.Min(fit => fit.Error);
        return all.First(fit => fit.Error <= best + 1e-6);
    }

    /// <summary>Least squares of relative errors.</summary>
    static Fit Solve(IReadOnlyList<(double Workers, double Value)> samples, int a, int b, double scale)
    {
        double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
        foreach ((double workers, double value) in samples)
        {
            double x = Terms[a].Of(workers), y = Terms[b].Of(workers);
            (aa, ab, bb, ay, by) = (aa + x * x, ab + x * y, bb + y * y, ay + x * value, by + y * value);
        }
        double determinant = aa * bb - ab * ab;
        (double first, double second) = ((ay * bb - by * ab) / determinant, (aa * by - ab * ay) / determinant);
        Fit fit = new(first, a, second, b, 0);
        return fit with { Error = samples.Sum(s => Math.Pow(fit.At(s.Workers) - s.Value, 2)) / scale };
    }

    static string Number(double number) => Math.Abs(number) >= 100 ? number.ToString("N0", CultureInfo.InvariantCulture) : number.ToString("0.##", CultureInfo.InvariantCulture);
}
