using System.Text.Json;

namespace Twister2.JobMaster;

/// <summary>What a job's directory tells of it: a running one's, or a past one's.</summary>
public sealed class JobRecord
{
    private readonly JobDirectory _directory;
    private JobEvents? _events;

    private JobRecord(JobDirectory directory, JobDescription description) => (_directory, Description) = (directory, description);

    /// <summary>Its id.</summary>
    public string Id => Description.Id;

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started => Description.Started;

    /// <summary>What was run, by whom, with what.</summary>
    public JobDescription Description { get; }

    /// <summary>How many workers it has, or is to have.</summary>
    public int WorkerCount => Events.WorkerCount ?? Description.WorkerCount;

    /// <summary>Slurm's number of the job; null outside of Slurm.</summary>
    public string? SlurmJobId => Description.SlurmJobId ?? Events.SlurmJobId;

    /// <summary>Its directory.</summary>
    public string Path => _directory.Path;

    /// <summary>The last state that it wrote, or <see cref="JobState.Lost"/> where it wrote no end and none of its processes is left on this machine.</summary>
    public JobState State => Events.State switch
    {
        JobState.Starting when Description.IsSubmitted && Restarts is null => JobState.Pending,
        JobState.Starting or JobState.Running when IsGone() => JobState.Lost,
        JobState written => written,
    };

    /// <summary>How often Slurm had started the job again when its workers registered last; null where they never have.</summary>
    internal int? Restarts => Events.Restarts;

    /// <summary>When it ended; null as long as it has not said so.</summary>
    public DateTimeOffset? Ended => HasEnded(Events.State) ? Events.Ended : null;

    /// <summary>Its summary, or what failed; null where it has said nothing.</summary>
    public string? Message => Events.Message;

    /// <summary>Why it does not go on though its workers answer: who waits for whom; null where it goes on, or has ended.</summary>
    public string? Stall => Events.Stall;

    /// <summary>Its workers, by number: those that have registered.</summary>
    public IReadOnlyList<WorkerRecord> Workers => Events.Workers;

    /// <summary>What was printed when it failed; null if it did not.</summary>
    public string? Failure => File.Exists(_directory.FailureFile) ? File.ReadAllText(_directory.FailureFile).Trim() is { Length: > 0 } text ? text : null : null;

    internal JobDirectory Directory => _directory;

    private JobEvents Events => _events ??= JobEvents.Read(_directory.EventFile);

    /// <summary>What it and its launcher printed, where it was submitted in the background; it need not exist.</summary>
    public string ConsoleFile => _directory.ConsoleFile;

    /// <summary>The log of one of its workers; it need not exist.</summary>
    public string LogFileOf(int worker) => _directory.LogFileOf(worker);

    /// <summary>The numbers of the workers that have a log.</summary>
    public IReadOnlyList<int> Logged => _directory.Logged();

    /// <summary>Reads again what may have changed.</summary>
    public void Refresh() => _events?.ReadOn();

    /// <summary>A job of this state does nothing any more.</summary>
    public static bool HasEnded(JobState state) => state is not (JobState.Pending or JobState.Starting or JobState.Running);

    /// <summary>Whether the end that it has was written by <see cref="WriteEnd"/>.</summary>
    internal bool IsEndSeen => Events.IsEndSeen;

    /// <summary>Writes down how the job ended, for one that could not do so itself.</summary>
    internal void WriteEnd(JobState state, string message, DateTimeOffset? ended = null)
    {
        new EventLog(_directory.EventFile, Id, TimeProvider.System).Job(state, json =>
        {
            json.WriteString("message", message);
            json.WriteString("ended", ended ?? Ended ?? DateTimeOffset.UtcNow);
        });
        Refresh();
    }

    /// <summary>Null where there is no job's description.</summary>
    internal static JobRecord? TryRead(string path)
    {
        try
        {
            JobDirectory directory = JobDirectory.Of(path);
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(directory.DescriptionFile));
            return new JobRecord(directory, JobDescription.Of(json.RootElement));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    // Of workers on other machines nothing is known here; and before the first has registered nobody knows where to look.
    private bool IsGone() =>
        Workers.Count > 0 && Workers.All(static worker => JobProcess.IsHere(worker)) && !Workers.Any(worker => JobProcess.IsAlive(worker, _directory));
}
