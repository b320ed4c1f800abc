namespace Twister2.Dataflow.Stores;

/// <summary>Records that can be gone through as often as one likes.</summary>
internal interface IRecordSource<T>
{
    long Records { get; }

    /// <summary>Packed bytes.</summary>
    long Bytes { get; }

    IChunkSource<T> Open();
}

/// <summary>The records of stores, one store after the other.</summary>
internal sealed class StoresSource<T>(IReadOnlyList<RecordStore<T>> stores) : IRecordSource<T>
{
    public IReadOnlyList<RecordStore<T>> Stores => stores;

    public long Records => stores.Sum(store => store.Count);

    public long Bytes => stores.Sum(store => store.Bytes);

    public IChunkSource<T> Open() => Read(consume: false);

    /// <summary>Reads them, or, once, gives memory back behind the reader.</summary>
    public RecordReader<T> Read(bool consume) => new StoresReader<T>(stores, consume);
}

/// <summary>One part of records on scratch.</summary>
internal sealed class PartSource<T>(SpilledPartitions<T> parts, int part) : IRecordSource<T>
{
    public long Records => parts.RecordsIn(part);

    public long Bytes => parts.BytesIn(part);

    public IChunkSource<T> Open() => new Reader(parts, part);

    private sealed class Reader(SpilledPartitions<T> parts, int part) : IChunkSource<T>
    {
        private T[] _records = [];
        private int _count;
        private int _next;

        public ReadOnlySpan<T> Current => _records.AsSpan(0, _count);

        public bool MoveNext()
        {
            _count = 0;
            if (_next == parts.BlocksIn(part)) return false;
            _count = parts.Read(part, _next++, ref _records).Length;
            return true;
        }

        public void Dispose() => _records = [];
    }
}
