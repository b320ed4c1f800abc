namespace Twister2.Dataflow.Stores;

/// <summary>Gives records, a chunk at a time.</summary>
internal interface IChunkSource<T> : IDisposable
{
    /// <summary>The records of the chunk, until <see cref="MoveNext"/> is called again.</summary>
    ReadOnlySpan<T> Current { get; }

    /// <summary>Goes on to the next chunk, which is not empty, if there is one.</summary>
    bool MoveNext();
}
