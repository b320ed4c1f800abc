using System.Globalization;

namespace Twister2.JobMaster.Slurm;

/// <summary>Asks Slurm for jobs: the controller (squeue), and where that has forgotten one, its accounting (sacct), which not every site has.</summary>
internal sealed class SlurmQueue
{
    private const int MostAtOnce = 500;

    private static readonly (string Name, int Width)[] Columns =
        [("JobID", 24), ("State", 24), ("RestartCnt", 12), ("Reason", 64), ("TimeLimit", 24), ("StartTime", 24), ("EndTime", 24), ("NodeList", 256), ("Name", 256)];

    private readonly Dictionary<string, SlurmJob> _jobs = new(StringComparer.Ordinal);

    /// <summary>Why Slurm could not be asked; null where it has answered.</summary>
    public string? Error { get; private set; }

    /// <summary>Asks for the Slurm jobs of these. Of each cluster's all at once: a question costs the controller, and all users with it.</summary>
    public static SlurmQueue Ask(IEnumerable<JobRecord> jobs)
    {
        SlurmQueue queue = new();
        foreach (IGrouping<string?, JobRecord> cluster in jobs.Where(static job => job.SlurmJobId is not null).GroupBy(static job => job.Description.SlurmCluster))
            foreach (JobRecord[] some in cluster.Chunk(MostAtOnce)) queue.Ask(some, cluster.Key);
        return queue;
    }

    /// <summary>Null where Slurm knows nothing of it, or has another job under its number by now.</summary>
    public SlurmJob? Find(JobRecord job) =>
        job.SlurmJobId is { } id && _jobs.GetValueOrDefault(id) is { } found && (!job.Description.IsSubmitted || found.Name == job.Id) ? found : null;

    private void Ask(JobRecord[] jobs, string? cluster)
    {
        string ids = string.Join(',', jobs.Select(static job => job.SlurmJobId));
        SlurmAnswer? answer = SlurmCommand.Run("squeue", [.. ClusterOption(cluster), "--noheader", "--states=all", $"--jobs={ids}", $"--Format={string.Join(',', Columns.Select(static column => $"{column.Name}:{column.Width}"))}"]);
        // Of a single job that it does not know it says so in this way; of several it leaves that one out.
        bool unknown = answer?.Error.Contains("Invalid job id", StringComparison.Ordinal) == true;
        if (answer is null) Error = "there is no squeue on the PATH";
        else if (answer.Code != 0 && !unknown) Error = answer.Complaint;
        if (Error is not null) return;
        foreach (string line in answer!.Output.Split('\n')) Keep(line);
        JobRecord[] forgotten = [.. jobs.Where(job => Find(job) is null && !(JobRecord.HasEnded(job.State) && job.State != JobState.Lost))];
        if (forgotten.Length > 0) AskAccounting(forgotten, cluster);
    }

    private void Keep(string line)
    {
        if (line.Length < Columns.Sum(static column => column.Width) - Columns[^1].Width) return;
        string[] values = new string[Columns.Length];
        int at = 0;
        for (int i = 0; i < values.Length; at += Columns[i++].Width) values[i] = line.AsSpan(at, Math.Min(Columns[i].Width, line.Length - at)).Trim().ToString();
        _jobs[values[0]] = new SlurmJob(values[0], values[8], values[1])
        {
            Restarts = int.TryParse(values[2], NumberStyles.None, CultureInfo.InvariantCulture, out int restarts) ? restarts : 0,
            Reason = Known(values[3]),
            TimeLimit = Known(values[4]),
            Start = Known(values[5]),
            End = Time(values[6]),
            Nodes = Known(values[7]),
        };
    }

    // One line for each job, and for each step of it, whose number has a dot.
    private void AskAccounting(JobRecord[] jobs, string? cluster)
    {
        string ids = string.Join(',', jobs.Select(static job => job.SlurmJobId));
        SlurmAnswer? answer = SlurmCommand.Run("sacct", [.. ClusterOption(cluster), "--noheader", "--parsable2", $"--jobs={ids}", "--format=JobIDRaw,JobName,State,Timelimit,Start,End,NodeList"]);
        // A site without accounting has no answer; what the job's own files tell must do then.
        if (answer is not { Code: 0 }) return;
        string[][] lines = [.. answer.Output.Split('\n').Select(static line => line.Split('|')).Where(static fields => fields.Length == 7)];
        foreach (string[] fields in lines.Where(static fields => !fields[0].Contains('.', StringComparison.Ordinal)))
        {
            // "CANCELLED by 1000".
            string[] state = fields[2].Split(' ', 2);
            bool outOfMemory = lines.Any(step => step[0].StartsWith($"{fields[0]}.", StringComparison.Ordinal) && step[2].StartsWith("OUT_OF_ME", StringComparison.Ordinal));
            _jobs[fields[0]] = new SlurmJob(fields[0], fields[1], state[0] == "FAILED" && outOfMemory ? "OUT_OF_MEMORY" : state[0])
            {
                Reason = state.Length > 1 ? state[1] : null,
                TimeLimit = Known(fields[3]),
                Start = Known(fields[4]),
                End = Time(fields[5]),
                Nodes = Known(fields[6]),
            };
        }
    }

    /// <summary>The option that chooses a cluster, for every command of Slurm's.</summary>
    public static string[] ClusterOption(string? cluster) => cluster is null ? [] : [$"--clusters={cluster}"];

    private static string? Known(string value) => value is "" or "None" or "N/A" or "(null)" or "Unknown" or "None assigned" ? null : value;

    // Slurm writes local time without saying so.
    private static DateTimeOffset? Time(string value) =>
        DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) ? time : null;
}
