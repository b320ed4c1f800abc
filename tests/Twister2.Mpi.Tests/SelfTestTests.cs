using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class SelfTestTests : RankTests
{
    [Fact]
    public void The_table_agrees_with_the_library()
    {
        var checks = SelfTest.Run();
        Assert.True(checks.Count > 50);
        Assert.DoesNotContain(checks, c => !c.Ok);
    }

    [Fact]
    public void The_library_is_described()
    {
        var library = Environment.Library;
        Assert.NotEmpty(library.VendorLine);
        Assert.NotEmpty(library.Reason);
        Assert.True(library.MpiVersion.Major >= 3);
        Assert.NotEmpty(Environment.ProcessorName);
        Assert.True(Environment.Initialized);
        Assert.False(Environment.Finalized);
        Assert.True(Environment.Threading >= Threading.Single);
        Assert.True(Environment.Time <= Environment.Time);
    }

    [Fact]
    public void A_second_environment_changes_nothing()
    {
        string[] arguments = [];
        using (new Environment(ref arguments))
            Assert.True(Communicator.world.Size >= 1);
        Communicator.world.Barrier();
    }
}
