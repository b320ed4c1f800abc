using System.Globalization;

namespace Twister2.JobMaster;

/// <summary>What Slurm's variables tell a worker of its job.</summary>
internal static class SlurmVariables
{
    // Slurm looks at limits every half minute, and --signal may send the signal a minute before.
    private static readonly TimeSpan NearEnd = TimeSpan.FromSeconds(90);

    /// <summary>Slurm's number of the job; null outside of Slurm.</summary>
    public static string? JobId => Variable("SLURM_JOB_ID");

    /// <summary>How often Slurm has started the job again.</summary>
    public static int Restarts => int.TryParse(Variable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    /// <summary>Whether a signal that comes now is the one that announces the end of the job's time.</summary>
    public static bool IsAtTimeLimit(DateTimeOffset now) =>
        JobId is not null && long.TryParse(Variable("SLURM_JOB_END_TIME"), NumberStyles.None, CultureInfo.InvariantCulture, out long end) && now > DateTimeOffset.FromUnixTimeSeconds(end) - NearEnd;

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
