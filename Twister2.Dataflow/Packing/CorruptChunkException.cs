namespace Twister2.Dataflow;

/// <summary>A chunk does not hold what its header says: it was damaged, or its packers differ between workers.</summary>
public sealed class CorruptChunkException : Exception
{
    /// <summary>A chunk that is damaged in some way.</summary>
    public CorruptChunkException() : this("A chunk is damaged.") { }

    /// <summary>Says what is wrong with the chunk.</summary>
    public CorruptChunkException(string message) : base(message) { }

    /// <summary>Says what is wrong with the chunk, and what showed it.</summary>
    public CorruptChunkException(string message, Exception innerException) : base(message, innerException) { }
}
