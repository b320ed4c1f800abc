namespace Twister2.MpiTest;

/// <summary>Names ranks in a sentence.</summary>
internal static class RankSet
{
    /// <summary>"rank 1", "ranks 0, 2", "ranks 0-5, 7".</summary>
    public static string Format(IEnumerable<int> ranks)
    {
        int[] sorted = [.. ranks.Order()];
        var parts = new List<string>();
        for (int i = 0; i < sorted.Length;)
        {
            int j = i;
            while (j + 1 < sorted.Length && sorted[j + 1] == sorted[j] + 1)
                j++;
            // Two neighbours read better as a list.
            if (j - i < 2)
                j = i;
            parts.Add(i == j ? $"{sorted[i]}" : $"{sorted[i]}-{sorted[j]}");
            i = j + 1;
        }

        return (sorted.Length == 1 ? "rank " : "ranks ") + string.Join(", ", parts);
    }
}
