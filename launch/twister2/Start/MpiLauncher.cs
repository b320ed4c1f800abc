using System.ComponentModel;
using System.Diagnostics;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>A launcher of MPI: its command, and whose it is.</summary>
/// <param name="Command">The command with its own options.</param>
/// <param name="Kind">Which MPI it belongs to; null where it does not say, as srun does not.</param>
/// <param name="Version">What it says of itself, in one line.</param>
internal sealed record MpiLauncher(string[] Command, MpiName? Kind, string Version)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The command of options, with the number of workers and what the machine needs.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string[] CommandOf(StartOptions options)
    {
        string[] count = options.Workers is { } workers ? ["-n", $"{workers}"] : [];
        if ((options.Launcher ?? (options.Mpi is null ? Configured() : null)) is { } named) return [.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. count];
        string program = NameOf(options.Mpi)
            ?? throw new UsageException($"There is no {(options.Mpi is { } mpi ? $"mpiexec.{mpi}".ToLowerInvariant() : "mpiexec")} on the PATH: load the module of an MPI or install one, name it with --launcher, or run one worker without -n. 'twister2 doctor' says what is there.");
        // Ranks may outnumber cores: Open MPI asks to be told so, and would else bind each to a core.
        bool isMore = options.Workers > Environment.ProcessorCount && SlurmVariables.JobId is null && Ask(program).Kind == MpiName.OpenMpi;
        return [program, .. isMore ? (string[])["--oversubscribe", "--bind-to", "none"] : [], .. count];
    }

    /// <summary>The launcher that the configuration names; null for the one that is by default.</summary>
    private static string? Configured() => ConfigLayers.Load(program: null, []).Find(Settings.Launcher) is { Source: not ConfigEntry.Default, Value: var command } ? command : null;

    /// <summary>The command of an MPI: the one with its name, or the plain one where that is of this MPI, or where any will do.</summary>
    private static string? NameOf(MpiName? mpi)
    {
        if (mpi is null) return OnPath.Find("mpiexec") is null ? null : "mpiexec";
        string own = $"mpiexec.{mpi}".ToLowerInvariant();
        if (OnPath.Find(own) is not null) return own;
        return OnPath.Find("mpiexec") is not null && Ask("mpiexec").Kind == mpi ? "mpiexec" : null;
    }

    /// <summary>Asks a launcher who it is.</summary>
    public static MpiLauncher Ask(string program)
    {
        ProcessStartInfo info = new(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = info.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        try
        {
            using Process process = Process.Start(info)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(Limit)) return Classify(program, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
            process.Kill(entireProcessTree: true);
            return new MpiLauncher([program], null, $"does not answer within {Limit.TotalSeconds:0} s");
        }
        catch (Win32Exception e)
        {
            return new MpiLauncher([program], null, $"does not start: {e.Message}");
        }
    }

    /// <summary>Tells from what <c>--version</c> prints whose launcher it is.</summary>
    public static MpiLauncher Classify(string program, string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault(static line => line.Contains("OpenRTE", StringComparison.Ordinal) || line.Contains("Open MPI", StringComparison.Ordinal) || line.Contains("PRRTE", StringComparison.Ordinal)) is { } openMpi)
            return new MpiLauncher([program], MpiName.OpenMpi, openMpi);
        if (lines.Any(static line => line.StartsWith("HYDRA", StringComparison.Ordinal)))
            return new MpiLauncher([program], MpiName.Mpich, $"MPICH's Hydra {lines.FirstOrDefault(static line => line.StartsWith("Version:", StringComparison.Ordinal))?["Version:".Length..].Trim()}");
        // Intel's is MPICH's too.
        if (lines.FirstOrDefault(static line => line.Contains("Intel(R) MPI", StringComparison.Ordinal)) is { } intel) return new MpiLauncher([program], MpiName.Mpich, intel);
        return new MpiLauncher([program], null, lines.FirstOrDefault() ?? "says nothing");
    }
}
