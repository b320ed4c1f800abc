namespace Twister2.Dataflow.Stores;

/// <summary>No records.</summary>
internal sealed class EmptySource<T> : IRecordSource<T>, IChunkSource<T>
{
    public static EmptySource<T> Instance { get; } = new();

    public long Records => 0;

    public long Bytes => 0;

    public ReadOnlySpan<T> Current => default;

    public IChunkSource<T> Open() => this;

    public bool MoveNext() => false;

    public void Dispose() { }
}
