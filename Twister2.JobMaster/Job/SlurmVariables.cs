using System.Globalization;

namespace Twister2.JobMaster;

/// <summary>What Slurm's variables tell a worker of its job.</summary>
internal static class SlurmVariables
{
    // Slurm ends a job at its limit or up to half a minute later, never before; clocks of nodes differ a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Slurm's number of the job; null outside of Slurm.</summary>
    public static string? JobId => Variable("SLURM_JOB_ID");

    /// <summary>How often Slurm has started the job again.</summary>
    public static int Restarts => int.TryParse(Variable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    /// <summary>Whether a signal that comes now is the one of Slurm's at the end of the job's time.</summary>
    public static bool IsAtTimeLimit(DateTimeOffset now) => IsAtTimeLimit(now, Variable);

    internal static bool IsAtTimeLimit(DateTimeOffset now, Func<string, string?> variable) =>
        variable("SLURM_JOB_ID") is not null
        && long.TryParse(variable("SLURM_JOB_END_TIME"), NumberStyles.None, CultureInfo.InvariantCulture, out long end)
        && now > DateTimeOffset.FromUnixTimeSeconds(end) - Tolerance;

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
