using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>Goes through the records of a task, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in reader)</c>.</summary>
public abstract class RecordReader<T> : IChunkSource<T>
{
    private int _taken;

    private protected RecordReader() { }

    /// <summary>The records of the chunk, until <see cref="MoveNext"/> is called again.</summary>
    public abstract ReadOnlySpan<T> Current { get; }

    /// <summary>Goes on to the next chunk, if there is one.</summary>
    public bool MoveNext()
    {
        _taken = 0;
        return MoveToNextChunk();
    }

    /// <summary>
    /// Copies the next records, whatever the chunks, into memory of the caller and returns how many: fewer than it holds only at the end. A reader is gone through either so or by chunks.
    /// </summary>
    public virtual int Read(Span<T> destination)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            ReadOnlySpan<T> rest = HasChunk ? Current[_taken..] : default;
            if (rest.IsEmpty)
            {
                if (!MoveNext()) break;
                continue;
            }
            int taken = Math.Min(rest.Length, destination.Length - filled);
            rest[..taken].CopyTo(destination[filled..]);
            filled += taken;
            _taken += taken;
        }
        return filled;
    }

    /// <summary>Itself.</summary>
    public RecordReader<T> GetEnumerator() => this;

    /// <summary>Gives back what the current chunk holds.</summary>
    public abstract void Dispose();

    /// <summary>Gives everything to a sink, and what reading holds back.</summary>
    internal void CopyTo(IChunkSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using (this)
            while (MoveNext()) sink.Add(Current);
    }

    /// <summary>Whether <see cref="Current"/> may be asked for.</summary>
    private protected abstract bool HasChunk { get; }

    private protected abstract bool MoveToNextChunk();
}
