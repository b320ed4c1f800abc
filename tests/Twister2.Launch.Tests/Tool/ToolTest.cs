using System.Text.Json;

namespace Twister2.Launch.Tests.Tool;

/// <summary>A case about twister2, with a root of its own for job directories.</summary>
public abstract class ToolTest : JobTest
{
    /// <summary>The arguments that have it start ranks of an MPI here, where there are few cores and the user may be root; or one worker without.</summary>
    protected static string[] With(string mpi, int ranks) => mpi == Starts.Local ? [] : ["-n", $"{ranks}", "--launcher", string.Join(' ', Command.Ranks(mpi, ranks, []).ToString().Split(' ')[..^2])];

    protected Command ToolCommand(params IReadOnlyList<string> arguments) => Prepared(new Command(Built.Tool, arguments));

    /// <summary>A command with the environment of a user of twister2.</summary>
    protected Command Prepared(Command command) => command
        .With("TWISTER2_HOME", Home).With("NO_COLOR", "1").With("SLURM_JOB_ID", null)
        .With("OMPI_ALLOW_RUN_AS_ROOT", "1").With("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1").With("OMPI_MCA_rmaps_base_oversubscribe", "1")
        .With("MSBUILDDISABLENODEREUSE", "1")
        .With("PATH", $"{Path.GetDirectoryName(Built.Tool)}:{Path.GetDirectoryName(Built.Worker)}:{Environment.GetEnvironmentVariable("PATH")}");

    protected Result Tool(params IReadOnlyList<string> arguments) => Run.ToEnd(ToolCommand(arguments));

    protected JsonElement Json(params IReadOnlyList<string> arguments) => Parse(Tool(arguments).Succeeds().Output);

    protected static JsonElement Parse(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>Wrong use: code 2, a message with these words, and no stack.</summary>
    protected void Refused(string words, params IReadOnlyList<string> arguments)
    {
        Result result = Tool(arguments);
        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The only job there is, when it is there.</summary>
    protected JobRecord? OnlyJob() => Directory.Exists(Path.Combine(Home, "jobs")) && Directory.GetDirectories(Path.Combine(Home, "jobs")).FirstOrDefault(static path => File.Exists(Path.Combine(path, "job.json"))) is { } path ? new JobRecord(path) : null;

    protected static void Signal(string name, int process)
    {
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", [$"-{name}", $"{process}"]);
        kill.WaitForExit();
    }
}
