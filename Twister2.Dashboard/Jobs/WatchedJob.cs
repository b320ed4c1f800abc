using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Jobs;

/// <summary>One job's directory. What was read is kept, and read on where files have changed. For any thread.</summary>
internal sealed class WatchedJob(string path, TimeProvider time)
{
    // A job that runs is looked at for processes that are gone; an ended one may be started again by Slurm.
    private static readonly TimeSpan LookAtRunning = TimeSpan.FromSeconds(0.9), LookAtEnded = TimeSpan.FromSeconds(10);

    private static long _versions;

    private readonly Lock _gate = new();
    private JobRecord? _record;
    private JobSnapshot? _snapshot;
    private FileStamp _description, _events;
    private SlurmNews? _news;
    private long _looked;
    private EventIndex? _index;
    private MetricsHistory? _metrics;

    /// <summary>When somebody last asked for more than the summary.</summary>
    public long Used { get; private set; }

    public string Path => path;

    public bool HasDetails => _index is not null || _metrics is not null;

    /// <summary>How the job is now, or was less than a second ago; null where there is no job.</summary>
    public JobSnapshot? Look()
    {
        lock (_gate)
        {
            if (_snapshot is { } known && time.GetElapsedTime(_looked) < (known.HasEnded ? LookAtEnded : LookAtRunning)) return known;
            _looked = time.GetTimestamp();
            return _snapshot = LookAgain();
        }
    }

    /// <summary>What Slurm has said of the job; holds until the job itself writes something.</summary>
    public void Take(SlurmNews news)
    {
        lock (_gate)
        {
            _news = news;
            _looked = 0;
        }
    }

    /// <summary>The next look reads the files, however new the last one is.</summary>
    public void Expire()
    {
        lock (_gate) _looked = 0;
    }

    public EventIndex Events
    {
        get
        {
            lock (_gate)
            {
                Used = time.GetTimestamp();
                return _index ??= new EventIndex(In("events.jsonl"));
            }
        }
    }

    public MetricsHistory Metrics
    {
        get
        {
            lock (_gate)
            {
                Used = time.GetTimestamp();
                return _metrics ??= new MetricsHistory(new MetricsReader(path));
            }
        }
    }

    public JobStages? Stages => new MetricsReader(path).ReadStages();

    public JobLinks? Links => new MetricsReader(path).ReadLinks();

    public string TraceFile => In("trace.json");

    public string? Failure
    {
        get
        {
            lock (_gate) return _record?.Failure;
        }
    }

    /// <summary>The file of a log that may be shown: <c>worker-N</c> or <c>console</c>. Null for every other name.</summary>
    public string? LogFile(string name)
    {
        if (name == "console") return In("console.log");
        const string Worker = "worker-";
        bool isWorker = name.StartsWith(Worker, StringComparison.Ordinal) && name.Length is > 7 and < 18 && name.AsSpan(Worker.Length).IndexOfAnyExceptInRange('0', '9') < 0;
        return isWorker ? System.IO.Path.Combine(path, "logs", $"{name}.log") : null;
    }

    /// <summary>The text of <c>job.json</c>.</summary>
    public string DescriptionFile => In("job.json");

    public bool HasConsole => File.Exists(In("console.log"));

    public bool HasTrace => File.Exists(TraceFile);

    /// <summary>What changes when there is something new to show of a job: for each part its own.</summary>
    public JobVersions Versions()
    {
        long job = Look()?.Version ?? 0;
        string metrics = FileStamp.Of(In("metrics.jsonl")).Tag;
        return new JobVersions(job.ToString(System.Globalization.CultureInfo.InvariantCulture), metrics, FileStamp.Of(In("stages.json")).Tag, FileStamp.Of(In("links.json")).Tag, FileStamp.Of(In("events.jsonl")).Tag);
    }

    public void ForgetDetails()
    {
        lock (_gate) (_index, _metrics) = (null, null);
    }

    private JobSnapshot? LookAgain()
    {
        FileStamp description = FileStamp.Of(In("job.json")), events = FileStamp.Of(In("events.jsonl"));
        if (_record is null || description != _description)
        {
            _record = JobRecord.TryRead(path);
            _description = description;
        }
        else if (events != _events)
        {
            _record.Refresh();
        }
        _events = events;
        if (_record is null) return null;
        JobView view = _news is { } news && news.Events == events.Length ? news.View : JobView.OfFiles(_record);
        JobSnapshot next = JobSnapshot.Of(_record, view, Interlocked.Increment(ref _versions));
        return _snapshot is { } before && before.ShowsAs(next) ? before : next;
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}

/// <summary>Stamps of what is shown of a job.</summary>
internal sealed record JobVersions(string Job, string Metrics, string Stages, string Links, string Events);

/// <summary>What Slurm said of a job when its event log had so many bytes.</summary>
internal sealed record SlurmNews(JobView View, long Events);
