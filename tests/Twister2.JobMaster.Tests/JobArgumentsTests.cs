namespace Twister2.JobMaster.Tests;

[Trait("ranks", "none")]
public sealed class JobArgumentsTests
{
    [Fact]
    public void A_missing_argument_is_the_users_mistake()
    {
        JobArguments arguments = new(["in.txt"]);
        Assert.Equal("in.txt", arguments[0]);
        Assert.Equal(["in.txt"], arguments);
        Assert.Contains("Argument 2 of the job is missing: it was given in.txt", Assert.Throws<UsageException>(() => arguments[1]).Message, StringComparison.Ordinal);
    }
}
