using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>Results of an operator, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in sequence)</c>. They are computed while they are read where they did not fit into memory.</summary>
public sealed class ChunkSequence<T> : IDisposable
{
    private readonly IChunkSource<T> _source;

    internal ChunkSequence(IChunkSource<T> source) => _source = source;

    /// <summary>The records of the chunk, until <see cref="MoveNext"/> is called again.</summary>
    public ReadOnlySpan<T> Current => _source.Current;

    /// <summary>Goes on to the next chunk, if there is one.</summary>
    public bool MoveNext() => _source.MoveNext();

    /// <summary>Itself.</summary>
    public ChunkSequence<T> GetEnumerator() => this;

    /// <summary>Gives back what reading holds. A loop does it at its end.</summary>
    public void Dispose() => _source.Dispose();

    internal void CopyTo(IChunkSink<T> sink)
    {
        using (this)
            while (MoveNext()) sink.Add(Current);
    }
}
