using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>The command that each rank of a job is.</summary>
internal static class WorkerCommand
{
    // Reaches the ranks on all nodes whatever the launcher does with variables.
    private const string Env = "/usr/bin/env";

    /// <summary>twister2-worker with the job's assembly, or the job's own program, which hears by variables what it is to be.</summary>
    /// <exception cref="UsageException">An option does not fit the program.</exception>
    public static string[] Of(StartOptions options, JobProgram program, JobRoot root, string id, string name, bool isLocal)
    {
        if (!program.IsAssembly) return [.. OwnProgram(options, program, root, id, name, isLocal), .. options.Arguments];
        List<string> command = [WorkerProgram()];
        if (isLocal) command.Add("--local");
        command.AddRange(["--root", root.Path, "--job-id", id, "--name", name]);
        // What is not given, the configuration says.
        if (IsGiven(options)) command.AddRange(["--threads", $"{options.ThreadsOfWorker}"]);
        if (options.LogLevels is { } levels) command.AddRange(["--log-level", levels]);
        if (options.Memory is { } memory) command.AddRange(["--memory", memory]);
        if (options.Class is { } type) command.AddRange(["--class", type]);
        if (options.LogFormat is { } format) command.AddRange(["--log-format", $"{format}"]);
        if (options.Driver is { } driver) command.AddRange(["--driver", driver]);
        foreach (string value in options.Values) command.AddRange([$"--{ConfArguments.Name}", value]);
        if (options.Trace) command.Add("--trace");
        if (options.Ship) command.Add("--ship");
        return [.. command, program.Path, .. options.Arguments];
    }

    private static List<string> OwnProgram(StartOptions options, JobProgram program, JobRoot root, string id, string name, bool isLocal)
    {
        if (options.Class is not null) throw new UsageException($"--class chooses among the workers of an assembly; '{program.Path}' is a program, and chooses itself.");
        if (options.Ship) throw new UsageException($"--ship sends assemblies; '{program.Path}' is a program, which the launcher must find on each node. Name the assembly with the worker in it.");
        if (options.Driver is not null) throw new UsageException($"--driver chooses among the drivers of an assembly; '{program.Path}' is a program, and chooses itself.");
        List<string> command = [Env, $"TWISTER2_HOME={root.Path}", $"{LaunchVariables.JobId}={id}", $"{LaunchVariables.JobName}={name}"];
        if (options.LogLevels is { } levels) command.Add($"{LaunchVariables.LogLevel}={levels}");
        if (options.LogFormat is { } format) command.Add($"{LaunchVariables.Format}={format}");
        if (options.Values.Count > 0) command.Add($"{ConfigLayers.ConfVariable}={string.Join(ConfigLayers.ConfDivider, options.Values)}");
        if (IsGiven(options)) command.Add($"{LaunchVariables.Threads}={options.ThreadsOfWorker}");
        if (options.Memory is { } memory) command.Add($"{LaunchVariables.Memory}={memory}");
        if (options.Trace) command.Add($"{LaunchVariables.Trace}=true");
        if (isLocal) command.Add("TWISTER2_MPI=none");
        command.Add(program.Path);
        return command;
    }

    private static bool IsGiven(StartOptions options) => options.Threads is not null || options.ThreadsOfWorker > 1;

    /// <summary>Beside this program, else on the PATH.</summary>
    public static string WorkerProgram()
    {
        const string Name = "twister2-worker";
        string own = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, Name));
        return File.Exists(own) ? own : OnPath.Find(Name) ?? throw new UsageException($"There is no {Name} in '{AppContext.BaseDirectory}' and none on the PATH.");
    }
}
