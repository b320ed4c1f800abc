namespace Twister2.Examples.IterativeGraph;

/// <summary>Holds temperatures against the formula; each worker its own.</summary>
internal static class Verifier
{
    /// <summary>What is wrong with the parts of a worker's tasks, or null.</summary>
    public static string? ErrorOf(IReadOnlyDictionary<int, double[]> parts, Rod rod, int tasks, int steps, double? tolerance)
    {
        // A step rounds a few times.
        double allowed = tolerance ?? 1e-15 * (steps + 10);
        foreach ((int task, double[] temperatures) in parts)
        {
            int first = (int)Series.Share(rod.Points, task, tasks), end = (int)Series.Share(rod.Points, task + 1, tasks);
            if (temperatures.Length != end - first) return $"task {task} has {temperatures.Length} points, not {end - first}.";
            for (int j = first; j < end; j++)
            {
                double known = rod.Known(j, steps), actual = temperatures[j - first];
                if (!(Math.Abs(actual - known) <= allowed)) return FormattableString.Invariant($"point {j}, of task {task}, has {actual:R} after {steps} steps; by the formula it is {known:R}.");
            }
        }
        return null;
    }
}
