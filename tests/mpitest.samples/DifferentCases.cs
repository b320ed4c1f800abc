using Xunit;

namespace Twister2.MpiTest.Samples;

/// <summary>Rows that depend on the rank: the ranks do not run the same cases.</summary>
public sealed class DifferentCases
{
    public static TheoryData<int> RowsOfThisRank { get; } = [.. Enumerable.Range(0, 2 - Math.Min(Rank.Number, 1))];

    [Theory, Trait("ranks", "any")]
    [MemberData(nameof(RowsOfThisRank))]
    public void RowsDiffer(int row) => Assert.InRange(row, 0, 1);
}
