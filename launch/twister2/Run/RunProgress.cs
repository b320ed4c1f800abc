using System.Globalization;
using Twister2.JobMaster;
using Twister2.JobMaster.Metrics;

namespace Twister2.Launch.Cli;

/// <summary>How far a running job is: what its files say, and how fast that changes.</summary>
internal sealed class RunProgress(string id, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly long _started = time.GetTimestamp();
    private readonly Dictionary<string, Queue<(long At, long Records)>> _samples = [];
    private MetricsReader? _reader;

    public string Id => id;

    public JobState State { get; private set; } = JobState.Starting;

    public int Workers { get; private set; }

    public int Nodes { get; private set; }

    /// <summary>Why it does not go on, where it says so.</summary>
    public string? Stall { get; private set; }

    public IReadOnlyList<StageProgress> Stages { get; private set; } = [];

    /// <summary>How the workers were lately; null where they do not tell.</summary>
    public MetricsSample? Sample { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Looks at the job's files.</summary>
    public void Read(JobRecord? job)
    {
        if (job is null) return;
        job.Refresh();
        (State, Workers, Stall) = (job.State, job.WorkerCount, job.Stall);
        Nodes = job.Workers.Select(static worker => worker.Node).Distinct().Count();
        _reader ??= new MetricsReader(job.Path);
        try
        {
            Take(_reader.ReadStages()?.Stages ?? Stages);
            foreach (MetricsSample sample in _reader.ReadSamples()) Sample = sample;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A look less, on a file system that is slow to agree; the job must not end for that.
        }
    }

    /// <summary>How many records have gone through it: a source has none that came in.</summary>
    public static long RecordsOf(StageProgress stage) => stage.RecordsIn > 0 ? stage.RecordsIn : stage.RecordsOut;

    /// <summary>What of it is done, from 0 to 1; null where that is not known.</summary>
    public static double? ShareOf(StageProgress stage) => stage switch
    {
        { State: StageState.Done } => 1,
        { Expected: > 0 and var expected } => Math.Min(1, (double)RecordsOf(stage) / expected),
        { Tasks: > 1, TasksDone: > 0 } => (double)stage.TasksDone / stage.Tasks,
        _ => null,
    };

    /// <summary>Takes the stages as they are now.</summary>
    public void Take(IReadOnlyList<StageProgress> stages)
    {
        Stages = stages;
        long now = time.GetTimestamp();
        foreach (StageProgress stage in stages)
        {
            if (!_samples.TryGetValue(stage.Id, out Queue<(long At, long Records)>? samples)) _samples[stage.Id] = samples = [];
            samples.Enqueue((now, RecordsOf(stage)));
            while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At, now) > Window) samples.Dequeue();
        }
    }

    /// <summary>Records a second over the last seconds; null where nothing moves.</summary>
    public double? RateOf(StageProgress stage)
    {
        if (!_samples.TryGetValue(stage.Id, out Queue<(long At, long Records)>? samples) || samples.Count < 2) return null;
        double seconds = time.GetElapsedTime(samples.Peek().At, samples.Last().At).TotalSeconds;
        long records = samples.Last().Records - samples.Peek().Records;
        return seconds > 0 && records > 0 ? records / seconds : null;
    }

    /// <summary>When it will have all its records, at the pace of the last seconds.</summary>
    public TimeSpan? LeftOf(StageProgress stage) => stage is { State: StageState.Running, Expected: { } expected } && RateOf(stage) is { } rate && expected >= RecordsOf(stage)
        ? TimeSpan.FromSeconds(Math.Min((expected - RecordsOf(stage)) / rate, 1e8))
        : null;

    /// <summary>In one line, for a file.</summary>
    public string Line()
    {
        string stages = string.Join("; ", Stages.Where(static stage => stage.State == StageState.Running).Select(Of));
        string done = Stages.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Stages.Count(static stage => stage.State == StageState.Done)} of {Stages.Count} stages done") : "";
        return $"twister2 run: {id} {State}, {Text.Duration(Elapsed)}{done}{(stages.Length > 0 ? $": {stages}" : "")}{(Stall is { } stall ? $". It does not go on: {stall}" : "")}";
    }

    private string Of(StageProgress stage) =>
        $"{stage.Name} {Text.Count(RecordsOf(stage))} records{(ShareOf(stage) is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share * 100:0} %)") : "")}{(RateOf(stage) is { } rate ? $", {Text.Count((long)rate)}/s" : "")}{(LeftOf(stage) is { } left ? $", {Text.Duration(left)} left" : "")}";
}
