using System.Text.Json;
using System.Text.Json.Serialization;
using Twister2.Dashboard.Jobs;
using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Api;

/// <summary>What the dashboard is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Root">The folder under which the job directories lie.</param>
/// <param name="Host">The machine that it runs on.</param>
/// <param name="Started">When it was started.</param>
/// <param name="MayChange">Whether the request has shown the token, so that it could end jobs.</param>
internal sealed record AboutView(string Version, string Root, string Host, DateTimeOffset Started, bool MayChange);

/// <summary>A page of jobs.</summary>
/// <param name="Total">Jobs that fit the search and the state.</param>
/// <param name="Offset">How many of them stand before these.</param>
/// <param name="States">How many jobs that fit the search there are of each state.</param>
/// <param name="Jobs">These, the last started first.</param>
internal sealed record JobsView(int Total, int Offset, IReadOnlyDictionary<string, int> States, IReadOnlyList<JobLine> Jobs);

/// <summary>A job in a list.</summary>
internal record JobLine
{
    /// <summary>Its id.</summary>
    [JsonPropertyOrder(-1)]
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    [JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    [JsonPropertyOrder(-1)]
    public required JobState State { get; init; }

    /// <summary>Why it is in this state.</summary>
    [JsonPropertyOrder(-1)]
    public string? Why { get; init; }

    /// <summary>Who started it.</summary>
    [JsonPropertyOrder(-1)]
    public required string User { get; init; }

    /// <summary>When it was started.</summary>
    [JsonPropertyOrder(-1)]
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; not there as long as it has not.</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How many workers it has.</summary>
    [JsonPropertyOrder(-1)]
    public required int Workers { get; init; }

    /// <summary>Whether its workers answer, but do not go on.</summary>
    [JsonPropertyOrder(-1)]
    public bool IsStalled { get; init; }

    public static JobLine Of(JobSnapshot job) => Fill(new JobLine { Id = job.Id, Name = job.Description.Name, State = job.State, User = job.Description.User, Started = job.Description.Started, Workers = job.WorkerCount }, job);

    protected static T Fill<T>(T line, JobSnapshot job) where T : JobLine => line with { Why = job.Why, Ended = job.Ended, IsStalled = job.Stall is not null };
}

/// <summary>Everything about a job but its workers, events and metrics.</summary>
internal sealed record JobDetail : JobLine
{
    /// <summary>Threads of each worker.</summary>
    public int Threads { get; init; }

    /// <summary>The assembly or program.</summary>
    public string Program { get; init; } = "";

    /// <summary>The folder it was started in.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Its own arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its directory.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The nodes of its workers.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>How many workers are in each state.</summary>
    public IReadOnlyDictionary<string, int> WorkerStates { get; init; } = new Dictionary<string, int>();

    /// <summary>Its summary, or what failed.</summary>
    public string? Message { get; init; }

    /// <summary>What was printed when it failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Who waits for whom, where its workers answer but do not go on.</summary>
    public string? Stall { get; init; }

    /// <summary>Slurm's number of the job.</summary>
    public string? SlurmJobId { get; init; }

    /// <summary>What Slurm says of it.</summary>
    public string? SlurmState { get; init; }

    /// <summary>All workers together, as they were last.</summary>
    public LoadView? Load { get; init; }

    /// <summary>Whether there is a log of what it and its launcher printed.</summary>
    public bool HasConsole { get; init; }

    /// <summary>Whether there is a trace for Perfetto.</summary>
    public bool HasTrace { get; init; }

    /// <summary>The whole of its <c>job.json</c>.</summary>
    public JsonElement? Configuration { get; init; }

    public static JobDetail Of(JobSnapshot job, WatchedJob files, JsonElement? configuration) => Fill(
        new JobDetail
        {
            Id = job.Id,
            Name = job.Description.Name,
            State = job.State,
            User = job.Description.User,
            Started = job.Description.Started,
            Workers = job.WorkerCount,
            Threads = job.Description.Threads,
            Program = job.Description.Program,
            Folder = job.Description.Folder,
            Arguments = job.Description.Arguments,
            Directory = job.Directory,
            Nodes = [.. job.Nodes],
            WorkerStates = job.Workers.CountBy(static worker => worker.State.ToString()).ToDictionary(),
            Message = job.Message,
            Failure = files.Failure,
            Stall = job.Stall,
            SlurmJobId = job.SlurmJobId,
            SlurmState = job.Slurm?.State,
            Load = files.Metrics.Totals() is { } now ? LoadView.Of(now) : null,
            HasConsole = files.HasConsole,
            HasTrace = files.HasTrace,
            Configuration = configuration,
        },
        job);
}

/// <summary>What one or more workers do and have.</summary>
/// <param name="Time">When they told of it.</param>
/// <param name="Cpu">Cores in use.</param>
/// <param name="Rss">Memory of their processes, in bytes.</param>
/// <param name="Heap">The part of it that is the garbage collector's heap.</param>
/// <param name="GcPause">Seconds that garbage collections took, since the start.</param>
/// <param name="Records">Records worked on since the start.</param>
/// <param name="RecordsPerSecond">Of the last seconds.</param>
/// <param name="BytesSent">Bytes sent to other workers since the start.</param>
/// <param name="BytesReceived">Bytes that came from other workers since the start.</param>
/// <param name="BytesPerSecond">Bytes sent, of the last seconds.</param>
/// <param name="Spilled">Bytes written to scratch since the start.</param>
/// <param name="Waiting">Seconds waited for other workers since the start.</param>
internal sealed record LoadView(
    DateTimeOffset Time, double Cpu, long Rss, long Heap, double GcPause, long Records, double RecordsPerSecond, long BytesSent, long BytesReceived, double BytesPerSecond, long Spilled, double Waiting)
{
    public static LoadView Of(WorkerNow now) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(now.Last.Milliseconds), Math.Round(now.Last.Cpu, 3), now.Last.Rss, now.Last.Heap, Math.Round(now.Last.GcPause, 4), now.Last.Records,
        Math.Round(now.RecordsPerSecond, 1), now.Last.BytesSent, now.Last.BytesReceived, Math.Round(now.BytesPerSecond, 1), now.Last.Spilled, Math.Round(now.Last.Waiting, 3));
}

/// <summary>A page of a job's workers.</summary>
/// <param name="Total">How many have registered.</param>
/// <param name="Offset">How many of them stand before these.</param>
/// <param name="Workers">These.</param>
internal sealed record WorkersView(int Total, int Offset, IReadOnlyList<WorkerView> Workers);

/// <summary>A worker.</summary>
internal sealed record WorkerView
{
    /// <summary>Its number, which is its rank.</summary>
    public required int Worker { get; init; }

    /// <summary>The last state that was written.</summary>
    public required WorkerState State { get; init; }

    /// <summary>Its node.</summary>
    public required string Node { get; init; }

    /// <summary>Its process there.</summary>
    public required int Pid { get; init; }

    /// <summary>Cores that it may use.</summary>
    public int Cores { get; init; }

    /// <summary>Memory that it may use, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How long its program ran, in seconds, when it has returned.</summary>
    public double? Seconds { get; init; }

    /// <summary>The most memory that it had, when it has returned.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>What failed there.</summary>
    public string? Message { get; init; }

    /// <summary>How it was when it told last; not there where it never has.</summary>
    public LoadView? Load { get; init; }

    public static WorkerView Of(WorkerRecord worker, WorkerNow? now) => new()
    {
        Worker = worker.Worker,
        State = worker.State,
        Node = worker.Node,
        Pid = worker.ProcessId,
        Cores = worker.Cores,
        MemoryBytes = worker.MemoryBytes,
        Seconds = worker.Elapsed?.TotalSeconds,
        PeakBytes = worker.PeakBytes == 0 ? null : worker.PeakBytes,
        Message = worker.Message,
        Load = now is null ? null : LoadView.Of(now),
    };
}

/// <summary>How far a job's stages have come.</summary>
/// <param name="Time">When this was written; not there where nothing is known.</param>
/// <param name="Stages">The stages.</param>
internal sealed record StagesView(DateTimeOffset? Time, IReadOnlyList<StageProgress> Stages);

/// <summary>Who has sent how much to whom.</summary>
/// <param name="Time">When this was written; not there where nothing is known.</param>
/// <param name="Workers">Workers of the job.</param>
/// <param name="Links">The links, each as from, to, bytes and messages; of many, those with the most bytes.</param>
internal sealed record LinksView(DateTimeOffset? Time, int Workers, IReadOnlyList<long[]> Links);

/// <summary>The nodes that jobs run on now.</summary>
/// <param name="Nodes">The nodes, by name.</param>
internal sealed record ClusterView(IReadOnlyList<NodeView> Nodes);

/// <summary>A node that a job runs on.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Workers">Workers there that run.</param>
/// <param name="Cpu">Cores that they use.</param>
/// <param name="Rss">Memory that they have, in bytes.</param>
/// <param name="MemoryBytes">Memory that one of them may use, in bytes.</param>
/// <param name="RecordsPerSecond">What they work on.</param>
/// <param name="BytesPerSecond">What they send.</param>
/// <param name="Jobs">Their jobs.</param>
internal sealed record NodeView(string Node, int Workers, double Cpu, long Rss, long MemoryBytes, double RecordsPerSecond, double BytesPerSecond, IReadOnlyList<string> Jobs);

/// <summary>How a job is to be ended.</summary>
/// <param name="GraceSeconds">Seconds between SIGTERM and SIGKILL: 10.</param>
internal sealed record KillRequest(double GraceSeconds = 10);
