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
    public long Records => stores.Sum(store => store.Count);

    public long Bytes => stores.Sum(store => store.Bytes);

    public IChunkSource<T> Open() => new Reader(stores);

    private sealed class Reader(IReadOnlyList<RecordStore<T>> stores) : IChunkSource<T>
    {
        private int _next;
        private RecordReader<T>? _reader;

        public ReadOnlySpan<T> Current => _reader is null ? default : _reader.Current;

        public bool MoveNext()
        {
            while (true)
            {
                if (_reader is not null && _reader.MoveNext()) return true;
                Dispose();
                if (_next == stores.Count) return false;
                _reader = stores[_next++].Read();
            }
        }

        public void Dispose()
        {
            _reader?.Dispose();
            _reader = null;
        }
    }
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
