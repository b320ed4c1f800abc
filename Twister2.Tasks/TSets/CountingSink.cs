using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Counts what a task takes or writes, a chunk at a time.</summary>
internal sealed class CountingSink<T>(IChunkSink<T> sink, Action<long> count) : IChunkSink<T>
{
    public bool IsFull => sink.IsFull;

    public void Add(ReadOnlySpan<T> chunk)
    {
        count(chunk.Length);
        sink.Add(chunk);
    }
}
