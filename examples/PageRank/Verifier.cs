namespace Twister2.Examples.PageRank;

/// <summary>Computes again with nothing but arrays, as simply as possible, and compares rank by rank.</summary>
internal static class Verifier
{
    // Sums of up to a billion numbers, in another order.
    private const double Tolerance = 1e-9;

    /// <summary>What is wrong with ranks, or null.</summary>
    public static string? ErrorOf((long Vertex, double Rank)[] ranks, GeneratedGraph graph, int steps, double damping)
    {
        double[] actual = new double[graph.Vertices];
        Array.Fill(actual, double.NaN);
        foreach ((long vertex, double rank) in ranks)
        {
            if (vertex < 0 || vertex >= actual.Length) return $"vertex {vertex} has a rank; there are {actual.Length:N0} vertices.";
            if (!double.IsNaN(actual[vertex])) return $"vertex {vertex} has two ranks.";
            actual[vertex] = rank;
        }
        return Compare(actual, Plain(graph, steps, damping), "a plain computation")
            ?? (graph.Kind == GraphKind.Star ? Compare(actual, OfStar(graph.Vertices, steps, damping), "the formula") : null);
    }

    private static string? Compare(double[] actual, double[] expected, string by)
    {
        for (int v = 0; v < expected.Length; v++)
        {
            if (!(Math.Abs(actual[v] - expected[v]) <= Tolerance * expected[v]))
                return FormattableString.Invariant($"vertex {v} has rank {actual[v]:R}; by {by} it is {expected[v]:R}.");
        }
        return null;
    }

    private static double[] Plain(GeneratedGraph graph, int steps, double damping)
    {
        int n = graph.Vertices;
        int[] links = new int[n];
        for (long i = 0; i < graph.Links; i++) links[graph[i].From]++;
        double[] ranks = new double[n];
        Array.Fill(ranks, 1.0 / n);
        for (int step = 0; step < steps; step++)
        {
            double[] sums = new double[n];
            double dangling = 0;
            for (long i = 0; i < graph.Links; i++) sums[graph[i].To] += ranks[graph[i].From] / links[graph[i].From];
            for (int v = 0; v < n; v++)
                if (links[v] == 0) dangling += ranks[v];
            for (int v = 0; v < n; v++) ranks[v] = (1 - damping) / n + damping * (sums[v] + dangling / n);
        }
        return ranks;
    }

    /// <summary>
    /// All ranks but the first are equal. With x for such a rank, a step makes of it (1 − d + d·(1 − (n − 1)·x)) / n. That leaves 1 / (n + d·(n − 1)) as it is, and multiplies the distance to it by −d·(n − 1) / n.
    /// </summary>
    private static double[] OfStar(int vertices, int steps, double damping)
    {
        double n = vertices, limit = 1 / (n + damping * (n - 1));
        double[] ranks = new double[vertices];
        Array.Fill(ranks, limit + Math.Pow(-damping * (n - 1) / n, steps) * (1 / n - limit));
        ranks[0] = 1 - (n - 1) * ranks[^1];
        return ranks;
    }
}
