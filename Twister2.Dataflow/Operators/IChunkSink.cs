namespace Twister2.Dataflow;

/// <summary>Takes records, a chunk at a time.</summary>
public interface IChunkSink<T>
{
    /// <summary>Takes the records; the span is the caller's and is used again when the call returns.</summary>
    void Add(ReadOnlySpan<T> chunk);

    /// <summary>Whether it wants no more records. Who gives it some may stop then, and need not.</summary>
    bool IsFull => false;
}
