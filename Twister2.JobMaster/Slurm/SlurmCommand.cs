using System.ComponentModel;
using System.Diagnostics;

namespace Twister2.JobMaster.Slurm;

/// <summary>What one of Slurm's commands has answered.</summary>
internal sealed record SlurmAnswer(int Code, string Output, string Error)
{
    /// <summary>The first thing that it complains of, without its name before it.</summary>
    public string Complaint => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? string.Join(" ", lines.Select(Plain)) : $"exit code {Code}";

    /// <summary>Whether nobody has answered, rather than said no.</summary>
    public bool IsUnreachable => Error.Contains("Unable to contact", StringComparison.Ordinal) || Error.Contains("timed out", StringComparison.OrdinalIgnoreCase) || Error.Contains("Connection refused", StringComparison.Ordinal);

    private static string Plain(string line)
    {
        int error = line.IndexOf("error: ", StringComparison.Ordinal);
        return error is >= 0 and < 30 ? line[(error + "error: ".Length)..] : line;
    }
}

/// <summary>Runs Slurm's commands; none may hang, as they do for minutes where the controller is away.</summary>
internal static class SlurmCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // Defaults of the user's for other work: they would filter and format what is to be read here, or make many jobs of one.
    private static readonly string[] Unwanted = ["SLURM_", "SQUEUE_", "SACCT_", "SCANCEL_", "SBATCH_WAIT", "SBATCH_ARRAY_INX"];

    // These say where Slurm is. The other variables of a job in which this may run are about that job, and sbatch and srun would take them for the new one.
    private static readonly string[] Wanted = ["SLURM_CONF", "SLURM_CLUSTERS", "SLURM_JWT", "SLURM_CONF_SERVER"];

    /// <summary>Null where there is no such command on the PATH.</summary>
    public static SlurmAnswer? Run(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in info.Environment.Keys.Where(IsUnwanted).ToArray()) info.Environment.Remove(name);
        using Process? process = Start(info);
        if (process is null) return null;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(Limit)) return new SlurmAnswer(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        process.Kill(entireProcessTree: true);
        return new SlurmAnswer(1, "", $"{program} timed out: no answer within {Limit.TotalSeconds:0} s");
    }

    private static bool IsUnwanted(string name) => Unwanted.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !Wanted.Contains(name);

    private static Process? Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
