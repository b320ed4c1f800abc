namespace Twister2.JobMaster;

/// <summary>What all workers of a job know about it.</summary>
internal sealed record JobContext(string Id, string Name, JobDirectory Directory, IReadOnlyList<string> Arguments)
{
    /// <summary>Threads of each worker that run tasks.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether the workers keep what they do when.</summary>
    public bool Trace { get; init; }

    /// <summary>Bytes that each worker's operators may hold; null for a share of the machine's.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Where operators spill to and volatile volumes lie; null for the site's choice.</summary>
    public string? Scratch { get; init; }

    /// <summary>The job's configuration.</summary>
    public Config Config { get; init; } = Config.Empty;
}
