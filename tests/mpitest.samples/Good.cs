using Xunit;

namespace Twister2.MpiTest.Samples;

/// <summary>Cases that pass or are skipped; xunit's order puts them among and after the bad ones.</summary>
public sealed class Good(ITestOutputHelper output)
{
    [Fact, Trait("ranks", "any")]
    public void Passes() => Assert.InRange(Rank.Number, 0, Rank.Count - 1);

    [Fact, Trait("ranks", "any")]
    public void Prints()
    {
        Console.Write("no line end here ");
        Console.Error.WriteLine($"error text of rank {Rank.Number}");
        output.WriteLine($"xunit output of rank {Rank.Number}");
    }

    [Theory, Trait("ranks", "any")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows(int row) => Assert.InRange(row, 1, 3);

    [Fact(Skip = "not today"), Trait("ranks", "any")]
    public void SkippedEverywhere() => Assert.Fail("a skipped case ran");

    [Fact, Trait("ranks", "any")]
    public void SkippedOnRank1() => Assert.SkipWhen(Rank.Number == 1, "nothing to do on rank 1");

    [Fact]
    public void OutsideOfMpiOnly() => Assert.Fail("a case without the trait ran inside a rank");
}
