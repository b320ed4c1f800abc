using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Records of a store as pairs of nothing and the record, a few at a time.</summary>
internal sealed class KeylessSource<T>(RecordStore<T> store) : IRecordSource<KeyValuePair<None, T>>
{
    private const int Batch = 1024;

    public long Records => store.Count;

    public long Bytes => store.Bytes;

    public IChunkSource<KeyValuePair<None, T>> Open() => new Reader(store.Read());

    private sealed class Reader(RecordReader<T> records) : IChunkSource<KeyValuePair<None, T>>
    {
        private readonly T[] _batch = new T[Batch];
        private readonly KeyValuePair<None, T>[] _pairs = new KeyValuePair<None, T>[Batch];
        private int _count;

        public ReadOnlySpan<KeyValuePair<None, T>> Current => _pairs.AsSpan(0, _count);

        public bool MoveNext()
        {
            _count = records.Read(_batch);
            for (int i = 0; i < _count; i++) _pairs[i] = new(default, _batch[i]);
            return _count > 0;
        }

        public void Dispose() => records.Dispose();
    }
}
