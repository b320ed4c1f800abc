using System.Text;
using System.Text.RegularExpressions;

namespace Twister2.JobMaster.Slurm;

/// <summary>What Slurm's daemons have printed between the job's own lines when they ended it. It is still there when Slurm has forgotten the job.</summary>
internal static partial class SlurmConsole
{
    private const int Tail = 1 << 16;

    // The batch script's first line; what stands before the last one is from an earlier start.
    private const string Begin = "==> Job ";

    private static readonly (string Words, JobState State, string Why)[] Notes =
    [
        ("DUE TO TIME LIMIT", JobState.Killed, SlurmReason.TimeLimit),
        ("DUE TO NODE FAILURE", JobState.Lost, SlurmReason.NodeFailure),
        ("DUE TO PREEMPTION", JobState.Killed, SlurmReason.Preempted),
        ("exceeded memory limit", JobState.Failed, SlurmReason.OutOfMemory),
        ("Exceeded job memory limit", JobState.Failed, SlurmReason.OutOfMemory),
        ("oom_kill event", JobState.Failed, SlurmReason.OutOfMemory),
        ("oom-kill event", JobState.Failed, SlurmReason.OutOfMemory),
        ("Out Of Memory", JobState.Failed, SlurmReason.OutOfMemory),
    ];

    /// <summary>How Slurm ended the job, if it has said so.</summary>
    public static (JobState State, string Why)? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > Tail) file.Seek(-Tail, SeekOrigin.End);
        using StreamReader reader = new(file, Encoding.UTF8);
        string text = reader.ReadToEnd();
        int begin = text.LastIndexOf($"\n{Begin}", StringComparison.Ordinal);
        // A job's own output may have the words too, but not behind the names of Slurm's programs.
        IEnumerable<string> lines = text[Math.Max(0, begin)..].Split('\n').Where(static line => line.StartsWith("slurm", StringComparison.Ordinal) || line.StartsWith("srun: error: ", StringComparison.Ordinal));
        // With mpiexec srun's tasks are its helpers, not the workers.
        bool bySrun = text[Math.Max(0, begin)..].TrimStart('\n').Split('\n', 2)[0].Contains(" by srun", StringComparison.Ordinal);
        List<(JobState, string)> workers = [];
        foreach (string line in lines)
        {
            foreach ((string words, JobState state, string why) in Notes)
                if (line.Contains(words, StringComparison.Ordinal)) return (state, why);
            if (bySrun && OfWorker(line) is { } end) workers.Add(end);
        }
        return workers is [var first, ..] ? first : null;
    }

    // srun: error: n2: task 1: Exited with exit code 3
    private static (JobState, string)? OfWorker(string line) =>
        WorkerEnd().Match(line) is { Success: true } match && match.Groups["how"].Value is var how && !how.Contains($"{ExitCodes.Terminated}", StringComparison.Ordinal) && how != "Terminated"
            ? (JobState.Failed, $"Worker {match.Groups["worker"].Value} on {match.Groups["node"].Value} ended without a word: {char.ToLowerInvariant(how[0])}{how[1..]}. Slurm then ended the others.")
            : null;

    [GeneratedRegex(@"^srun: error: (?<node>\S+): tasks? (?<worker>\S+): (?<how>.+)$")]
    private static partial Regex WorkerEnd();
}
