using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The public API is what PublicApi.txt says, so that a change of it is seen when it is reviewed.</summary>
public sealed class PublicApiTests
{
    private const string Renew = "TWISTER2_RENEW_API";

    [Fact]
    public void Public_api_is_the_one_that_was_reviewed()
    {
        string path = Path.Combine(Repository.Root, "tests", "Twister2.Mpi.Tests", "PublicApi.txt");
        string now = ApiText.Of(typeof(Communicator).Assembly);
        if (System.Environment.GetEnvironmentVariable(Renew) == "1")
            File.WriteAllText(path, now);
        string[] reviewed = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] lines = now.Split('\n')[..^1];
        string[] gone = [.. reviewed.Except(lines).Select(line => $"- {line}")];
        string[] added = [.. lines.Except(reviewed).Select(line => $"+ {line}")];
        Assert.True(
            reviewed.SequenceEqual(lines),
            $"The public API has changed. If that is meant, run this test once with {Renew}=1, and commit tests/Twister2.Mpi.Tests/PublicApi.txt.\n"
            + string.Join('\n', gone.Concat(added)));
    }
}
