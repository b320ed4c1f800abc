using Xunit;

namespace Twister2.MpiTest.Samples;

/// <summary>Ways to hang.</summary>
public sealed class Hanging
{
    [Fact, Trait("ranks", "any")]
    public void HangsOnRank1()
    {
        Console.WriteLine($"rank {Rank.Number} comes in");
        if (Rank.Number == 1)
            Rank.WaitForOthers();
    }

    [Fact, Trait("ranks", "any")]
    public void HangsEverywhere()
    {
        Console.WriteLine($"rank {Rank.Number} comes in");
        Rank.WaitForOthers();
    }
}

/// <summary>A fixture that cannot be given back: xunit reports it outside of any case.</summary>
public sealed class BadFixture : IDisposable
{
    public void Dispose()
    {
        if (Rank.Number == 1)
            throw new InvalidOperationException("the fixture cannot be disposed of on rank 1");
    }
}

/// <summary>Passes, but leaves something behind that fails.</summary>
public sealed class Fixtures : IClassFixture<BadFixture>
{
    [Fact, Trait("ranks", "any")]
    public void PassesBeforeTheFixtureFails()
    {
    }
}
