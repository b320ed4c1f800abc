using System.Text.Json;

namespace Twister2.Launch.Cli;

/// <summary>MPI: the library that is found, and each launcher with two ranks of the tool itself, which load the library and compare its constants.</summary>
internal static class MpiChecks
{
    private const string Cure = "Load the module of an MPI, or install one (Debian, Ubuntu: openmpi-bin libopenmpi-dev, or mpich); TWISTER2_LIBMPI=/path/to/libmpi.so names a library. Without, jobs run as one worker.";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static IEnumerable<Finding> All(bool isLaunching)
    {
        yield return Library();
        string[] launchers = [.. ((string[])["mpiexec", "mpiexec.openmpi", "mpiexec.mpich"]).Where(static name => OnPath.Find(name) is not null)];
        if (launchers.Length == 0) yield return Finding.Warn("launcher", "there is no mpiexec on the PATH", Cure);
        HashSet<string> seen = [];
        foreach (string name in launchers)
        {
            MpiLauncher launcher = MpiLauncher.Ask(name);
            // The plain name is usually one of the others.
            string file = OnPath.Find(name)!;
            if (!seen.Add(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)) continue;
            yield return isLaunching ? Launch(launcher) : Finding.Ok(name, launcher.Version);
        }
    }

    private static Finding Library()
    {
        (int code, string output) = ChildCommand.Run(Limit, Environment.ProcessPath!, "mpi-info", "--json");
        if (code != 0 || Parse(output) is not { } info) return Finding.Fail("MPI", FirstLine(output), Cure);
        return info.File is null ? Finding.Warn("MPI", "no library found", Cure) : Finding.Ok("MPI", $"{info.Library} ({info.File})");
    }

    private static Finding Launch(MpiLauncher launcher)
    {
        string name = launcher.Command[0];
        string[] more = launcher.Kind == MpiName.OpenMpi && Environment.ProcessorCount < 2 ? ["--oversubscribe"] : [];
        (int code, string output) = ChildCommand.Run(Limit, name, [.. more, "-n", "2", Environment.ProcessPath!, "mpi-info", "--json"]);
        if (code == 0 && Parse(output) is { } info)
        {
            return info.Ranks == 2
                ? Finding.Ok(name, $"{launcher.Version}; 2 ranks on {info.Library}")
                : Finding.Fail(name, $"{launcher.Version} starts 2 ranks that do not find each other ({info.Library})", "Launcher and library are of different MPIs: load one module only, or name the library by TWISTER2_LIBMPI.");
        }
        bool isRoot = output.Contains("run as root", StringComparison.Ordinal);
        return isRoot
            ? Finding.Warn(name, $"{launcher.Version} refuses to run as root", "Use another user; in a container: OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1.")
            : Finding.Fail(name, $"{launcher.Version} does not start 2 ranks: {FirstLine(output)}", $"Look at '{name} -n 2 twister2 mpi-info'; docs/known-issues.md goes by symptom.");
    }

    private sealed record MpiInfoAnswer(string Library, string? File, int Ranks);

    // The launcher may print warnings of its own around it.
    private static MpiInfoAnswer? Parse(string output)
    {
        int begin = output.IndexOf('{', StringComparison.Ordinal), end = output.IndexOf("\n}", StringComparison.Ordinal);
        if (begin < 0 || end < begin) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(output[begin..(end + 2)]);
            return new MpiInfoAnswer(json.RootElement.GetProperty("library").GetString()!, json.RootElement.GetProperty("file").GetString(), json.RootElement.GetProperty("ranks").GetInt32());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FirstLine(string output) => output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(static line => line.Any(char.IsLetter)) ?? "no output";
}
