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

    /// <summary>Processor time of its process since then, in seconds: <see cref="Seconds"/> tells since when.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>Seconds since it could tell of itself, on its own clock. The start of the process and of MPI lies before that.</summary>
    public double Seconds { get; init; }

    /// <summary>Memory of its process, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes that the garbage collector's heap has.</summary>
    public long HeapBytes { get; init; }

    /// <summary>Seconds that garbage collections have stopped it.</summary>
    public double PauseSeconds { get; init; }

    /// <summary>Threads of its process.</summary>
    public int Threads { get; init; }

    /// <summary>Records that its sources have read and its operators have been given.</summary>
    public long Records { get; init; }

    /// <summary>Bytes that it has sent to other workers.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes that came from other workers.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes that it has written to scratch.</summary>
    public long BytesSpilled { get; init; }

    /// <summary>Seconds that its operators have waited for other workers.</summary>
    public double SecondsWaited { get; init; }

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
        writer.Write(Seconds);
        writer.Write(MemoryBytes);
        writer.Write(HeapBytes);
        writer.Write(PauseSeconds);
        writer.Write(Threads);
        writer.Write(Records);
        writer.Write(BytesSent);
        writer.Write(BytesReceived);
        writer.Write(BytesSpilled);
        writer.Write(SecondsWaited);
        writer.Write(Waits ?? "");
    }

    public static Beat Read(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt64())
    {
        HasReturned = reader.ReadBoolean(),
        SecondsWithoutProgress = reader.ReadDouble(),
        Built = reader.ReadInt64(),
        ProcessorSeconds = reader.ReadDouble(),
        Seconds = reader.ReadDouble(),
        MemoryBytes = reader.ReadInt64(),
        HeapBytes = reader.ReadInt64(),
        PauseSeconds = reader.ReadDouble(),
        Threads = reader.ReadInt32(),
        Records = reader.ReadInt64(),
        BytesSent = reader.ReadInt64(),
        BytesReceived = reader.ReadInt64(),
        BytesSpilled = reader.ReadInt64(),
        SecondsWaited = reader.ReadDouble(),
        Waits = reader.ReadString() is { Length: > 0 } waits ? waits : null,
    };
}
