namespace Twister2.JobMaster.Heartbeats;

/// <summary>What a worker tells of itself, once a second.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Number">How many it has told before.</param>
internal sealed record Beat(int Worker, long Number)
{
    /// <summary>Its program has returned: it does nothing more, and need not.</summary>
    public bool HasReturned { get; init; }

    /// <summary>Seconds since it last went on: read, wrote, sent, received, or came to an operator without having to wait there.</summary>
    public double SecondsWithoutProgress { get; init; }

    /// <summary>How many operators it has come to.</summary>
    public long Built { get; init; }

    /// <summary>Processor time of its process, in seconds.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>Memory of its process, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Records that its sources have read.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Bytes that it has sent to other workers.</summary>
    public long BytesSent { get; init; }

    /// <summary>What its operators wait for, as JSON; null as long as it goes on.</summary>
    public string? Waits { get; init; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Worker);
        writer.Write(Number);
        writer.Write(HasReturned);
        writer.Write(SecondsWithoutProgress);
        writer.Write(Built);
        writer.Write(ProcessorSeconds);
        writer.Write(MemoryBytes);
        writer.Write(RecordsRead);
        writer.Write(BytesSent);
        writer.Write(Waits ?? "");
    }

    public static Beat Read(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt64())
    {
        HasReturned = reader.ReadBoolean(),
        SecondsWithoutProgress = reader.ReadDouble(),
        Built = reader.ReadInt64(),
        ProcessorSeconds = reader.ReadDouble(),
        MemoryBytes = reader.ReadInt64(),
        RecordsRead = reader.ReadInt64(),
        BytesSent = reader.ReadInt64(),
        Waits = reader.ReadString() is { Length: > 0 } waits ? waits : null,
    };
}
