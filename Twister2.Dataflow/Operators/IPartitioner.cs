namespace Twister2.Dataflow;

/// <summary>Chooses the target tasks of records, many at a time.</summary>
public interface IPartitioner<T>
{
    /// <summary>Writes the target task of each record. The records of a source come in the order of adding; how many at a time says nothing.</summary>
    void Choose(int source, ReadOnlySpan<T> records, Span<int> targets);
}
