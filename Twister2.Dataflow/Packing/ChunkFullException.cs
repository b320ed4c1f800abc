namespace Twister2.Dataflow;

/// <summary>
/// A chunk cannot take what a packer writes. Where the packer was given several records, the operator gives it fewer and the packer needs not care; a single
/// record must stay below 2 GiB.
/// </summary>
public sealed class ChunkFullException : Exception
{
    /// <summary>A chunk is full.</summary>
    public ChunkFullException() : this("A chunk is full.") { }

    /// <summary>Says how large the chunk would become.</summary>
    public ChunkFullException(string message) : base(message) { }

    /// <summary>Says how large the chunk would become.</summary>
    public ChunkFullException(string message, Exception innerException) : base(message, innerException) { }
}
