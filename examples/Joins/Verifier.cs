using System.Globalization;
using Twister2.Dataflow;

namespace Twister2.Examples.Joins;

/// <summary>Compares the rows that were written with LINQ's, on one worker.</summary>
internal static class Verifier
{
    /// <summary>Prints what is wrong, and whether nothing is.</summary>
    public static bool Check(Shop shop, string output)
    {
        bool isRight = true;
        foreach (JoinKind kind in Enum.GetValues<JoinKind>())
        {
            string[] expected = [.. LinqJoins.Of(kind, shop).Select(static row => row.ToString()).Order(StringComparer.Ordinal)];
            foreach (JoinAlgorithm algorithm in Enum.GetValues<JoinAlgorithm>())
                isRight &= Compare($"{kind} by {algorithm}", Joins.FolderOf(output, kind, algorithm), expected, isOrdered: algorithm == JoinAlgorithm.SortMerge);
        }
        Console.WriteLine(isRight ? "Verified: LINQ gives the same rows." : "Verification failed.");
        return isRight;
    }

    private static bool Compare(string what, string folder, string[] expected, bool isOrdered)
    {
        string[][] parts = [.. Directory.GetFiles(folder, "part-*").Select(File.ReadAllLines)];
        if (isOrdered && !parts.All(IsInOrder))
        {
            Console.Error.WriteLine($"{what}: the rows of a worker are not in the order of their keys.");
            return false;
        }
        string[] found = [.. parts.SelectMany(static lines => lines).Order(StringComparer.Ordinal)];
        int same = expected.AsSpan().CommonPrefixLength(found);
        if (same == expected.Length && same == found.Length) return true;
        Console.Error.WriteLine(
            $"{what}: {found.Length:N0} rows, LINQ has {expected.Length:N0}. In the order of the alphabet they differ first in '{At(found, same)}', where LINQ has '{At(expected, same)}'.");
        return false;
    }

    private static string At(string[] rows, int index) => index < rows.Length ? rows[index].Replace('\t', ' ') : "no row";

    private static bool IsInOrder(string[] lines)
    {
        long[] keys = [.. lines.Select(static line => long.Parse(line.AsSpan(0, line.IndexOf('\t')), CultureInfo.InvariantCulture))];
        return keys.Zip(keys.Skip(1)).All(static pair => pair.First <= pair.Second);
    }
}
