using Xunit;

namespace Twister2.MpiTest.Samples;

/// <summary>One way to go wrong each.</summary>
public sealed class Bad
{
    [Fact, Trait("ranks", "any")]
    public void FailsOnRank1()
    {
        Console.WriteLine($"rank {Rank.Number} was here");
        Assert.NotEqual(1, Rank.Number);
    }

    [Fact, Trait("ranks", "any")]
    public void FailsOnRank1WhileOthersWait()
    {
        Assert.NotEqual(1, Rank.Number);
        if (Rank.Count > 1)
            Rank.WaitForOthers();
    }

    [Fact, Trait("ranks", "any")]
    public void ThrowsOnAllRanks() => throw new InvalidOperationException("thrown everywhere");

    [Fact, Trait("ranks", "any")]
    public void ExitsOnRank0()
    {
        if (Rank.Number != 0)
            return;
        Console.Write("last words");
        Environment.Exit(3);
    }

    [Fact, Trait("ranks", "any")]
    public void CrashesOnTheLastRank()
    {
        if (Rank.Number == Rank.Count - 1)
            Environment.FailFast("crash on purpose");
    }
}
