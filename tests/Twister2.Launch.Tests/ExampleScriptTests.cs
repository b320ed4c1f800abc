using System.Text.RegularExpressions;

namespace Twister2.Launch.Tests;

/// <summary>launch/example.sh finds the examples by their folders, and each keeps to what examples/README.md says of an example.</summary>
[Trait("ranks", "none")]
public sealed partial class ExampleScriptTests : JobTest
{
    private static readonly string Script = Path.Combine(Packed.RepositoryRoot, "launch", "example.sh");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Examples).Select(static folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Those that are no programs of their own.</summary>
    public static TheoryData<string> Jobs => [.. Names.Select(static row => row.Data).Where(static name => !ProjectOf(name).Contains("<OutputType>Exe<", StringComparison.Ordinal))];

    private static string Examples => Path.Combine(Packed.RepositoryRoot, "examples");

    [Fact]
    public void The_list_has_every_folder_with_a_line_of_what_it_is()
    {
        string[] lines = Run.ToEnd(new Command(Script, ["--list"])).Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Names.Select(static row => row.Data), lines.Select(static line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(lines, static line => Assert.Matches(ListLine(), line));
    }

    [Theory, MemberData(nameof(Names))]
    public void An_example_has_a_page(string name) => Assert.StartsWith("# ", File.ReadAllText(Path.Combine(Examples, name, "README.md")), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Jobs))]
    public void A_job_has_help_and_refuses_what_it_does_not_know(string name)
    {
        Result help = Run.ToEnd(Example(Starts.Local, 1, name, "--help")).Succeeds();
        Assert.Contains($"Usage: twister2-worker {name}.dll", help.Output, StringComparison.Ordinal);
        Assert.Contains("--verify", help.Output, StringComparison.Ordinal);
        Run.ToEnd(Worker(Starts.Local, 1, Built.Example(name), "--nonsense")).FailsWith(2, "'nonsense'");
    }

    [Theory]
    [InlineData("", "which example?")]
    [InlineData("nonsense", "nonsense: no such example")]
    [InlineData("WordCount --nonsense", "--nonsense: no such option")]
    [InlineData("WordCount MpiHello", "one example at a time")]
    [InlineData("WordCount -n 0", "-n 0: a whole number")]
    [InlineData("WordCount -n", "-n needs a value")]
    [InlineData("WordCount --mpi lam", "--mpi lam: openmpi or mpich")]
    [InlineData("WordCount --local -n 2", "--local is one process without MPI")]
    [InlineData("WordCount --threads x", "--threads x: a whole number")]
    public void Wrong_use(string arguments, string message)
    {
        Result result = Run.ToEnd(new Command(Script, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"example.sh: {message}", result.Error, StringComparison.Ordinal);
    }

    private static string ProjectOf(string name) => File.ReadAllText(Path.Combine(Examples, name, $"{name}.csproj"));

    [GeneratedRegex(@"^\w+ +\S.{20,}$")]
    private static partial Regex ListLine();
}
