namespace Twister2.Dataflow;

/// <summary>When chunks are compressed.</summary>
public enum ChunkCompression
{
    /// <summary>Between nodes, where bytes are dear; not inside a node, where a copy is cheaper than LZ4.</summary>
    BetweenNodes,

    /// <summary>Never.</summary>
    Never,

    /// <summary>Every chunk.</summary>
    Always,
}

/// <summary>Which way the chunks of all-to-all operators take.</summary>
public enum ExchangeRouting
{
    /// <summary>Straight to their targets: each record travels once; a worker has a link, and a buffer, to each one that it has records for.</summary>
    Direct,

    /// <summary>
    /// Over one worker in between, in a grid: each record travels twice; a worker has links to 2 √N others. For thousands of workers, where chunks would become small messages
    /// (docs/scaling.md has the numbers).
    /// </summary>
    Grid,
}

/// <summary>How the dataflow operators of one worker use memory and messages. Every worker must have the same <see cref="ChunkBytes"/>, <see cref="ChunkRecords"/> and <see cref="Routing"/>; over MPI that is
/// looked at when the environment is made.</summary>
public sealed record DataflowOptions
{
    /// <summary>Bytes of packed records per message, 256 KiB: large enough that a message's own cost does not matter, small enough to pool many.</summary>
    public int ChunkBytes { get; init; } = 256 << 10;

    /// <summary>Records that are collected before they are packed, 1024: a virtual call and a delegate per this many records.</summary>
    public int ChunkRecords { get; init; } = 1024;

    /// <summary>
    /// Bytes on their way out of this worker at a time, 32 MiB, passed by one message or by the records of one <c>TryAdd</c>; a producer makes progress before it sends more. An operator collects up to as much again before it sends: with many targets its
    /// chunks become smaller than <see cref="ChunkBytes"/>, down to 1 KiB.
    /// </summary>
    public long BytesInFlight { get; init; } = 32 << 20;

    /// <summary>
    /// Bytes that keyed operators may collect for other workers before they send what they have combined so far, 256 MiB: larger tables combine more
    /// records per byte sent.
    /// </summary>
    public long CombineBytes { get; init; } = 256 << 20;

    /// <summary>
    /// Bytes that all operators of this worker may hold together before they spill to <see cref="Scratch"/>; null, the default, takes 70 % of the memory that the machine,
    /// the container or Slurm gives, divided by the workers of the node.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>
    /// The node-local directory to spill to; null, the default, takes <c>$SLURM_TMPDIR</c>, <c>$TMPDIR</c> or <c>/tmp</c>. Nothing is made there before something is spilled.
    /// </summary>
    public string? Scratch { get; init; }

    /// <summary>Which way the chunks of all-to-all operators take: straight. The grid is for thousands of workers.</summary>
    public ExchangeRouting Routing { get; init; } = ExchangeRouting.Direct;

    /// <summary>When chunks are compressed with LZ4: between nodes.</summary>
    public ChunkCompression Compression { get; init; } = ChunkCompression.BetweenNodes;

    /// <summary>How long a wait for other workers may take before the log says who is waited for, and between such lines: 30 s.</summary>
    public TimeSpan ReportWaitAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The property, its value and its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkBytes, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkRecords, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CombineBytes, 1);
        if (MemoryBytes is { } memory) ArgumentOutOfRangeException.ThrowIfLessThan(memory, 1, nameof(MemoryBytes));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReportWaitAfter, TimeSpan.Zero);
    }
}
