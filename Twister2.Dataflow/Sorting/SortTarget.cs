using System.Runtime.CompilerServices;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Sorting;

/// <summary>What a target task of a <see cref="Sort{T}"/> gets.</summary>
internal abstract class SortTarget<T> : IDisposable
{
    public abstract long Count { get; }

    /// <summary>A target for records of an order, stable or not.</summary>
    public static SortTarget<T> New(DataflowEnvironment env, string owner, SortOrder<T> order, int target)
    {
        string place = env.PlaceOf(owner, target);
        SortOrder<T> named = CheckedOrder<T>.Of(order, place);
        return order.IsStable ? new StableTarget<T>(env, owner, named, place) : new AnyOrderTarget<T>(env, owner, named, place);
    }

    public abstract void Add(int source, ReadOnlySpan<T> records);

    public abstract void AddPicked(int source, ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked);

    public abstract void AddPacked(int source, int count, ReadOnlySpan<byte> packed);

    public abstract RecordReader<T> Read();

    public abstract void Dispose();
}

/// <summary>Records whose sources do not matter.</summary>
internal sealed class AnyOrderTarget<T>(DataflowEnvironment env, string owner, SortOrder<T> order, string place) : SortTarget<T>
{
    private readonly SortedStore<T> _store = new(env, owner, order, place);

    public override long Count => _store.Count;

    public override void Add(int source, ReadOnlySpan<T> records) => _store.Add(records);

    public override void AddPicked(int source, ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked) => _store.AddPicked(records, bits, picked);

    public override void AddPacked(int source, int count, ReadOnlySpan<byte> packed) => _store.AddPacked(count, packed);

    public override RecordReader<T> Read() => _store.Read();

    public override void Dispose() => _store.Dispose();
}

/// <summary>Records with their source tasks, which decide between equal ones; records of one source come in the order of adding, whatever comes between them.</summary>
internal sealed class StableTarget<T>(DataflowEnvironment env, string owner, SortOrder<T> order, string place) : SortTarget<T>
{
    private const int BatchRecords = 256;

    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), place);
    private readonly SortedStore<KeyValuePair<int, T>> _store = new(env, owner, new SourcedOrder<T>(order), place);
    private readonly KeyValuePair<int, T>[] _batch = new KeyValuePair<int, T>[BatchRecords];
    private T[] _records = [];

    public override long Count => _store.Count;

    public override void Add(int source, ReadOnlySpan<T> records)
    {
        for (; !records.IsEmpty; records = records[Math.Min(BatchRecords, records.Length)..])
        {
            int count = Math.Min(BatchRecords, records.Length);
            for (int i = 0; i < count; i++) _batch[i] = new(source, records[i]);
            AddBatch(count);
        }
    }

    public override void AddPicked(int source, ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked)
    {
        for (; !picked.IsEmpty; picked = picked[Math.Min(BatchRecords, picked.Length)..])
        {
            int count = Math.Min(BatchRecords, picked.Length);
            for (int i = 0; i < count; i++) _batch[i] = new(source, records[picked[i]]);
            AddBatch(count);
        }
    }

    public override void AddPacked(int source, int count, ReadOnlySpan<byte> packed)
    {
        if (_records.Length < count) _records = new T[count];
        ChunkReader reader = new(packed);
        _packer.Unpack(ref reader, _records.AsSpan(0, count));
        if (reader.Remaining > 0) throw new CorruptChunkException($"{reader.Remaining} bytes are left behind a batch of {count} records.");
        Add(source, _records.AsSpan(0, count));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _records.AsSpan(0, count).Clear();
    }

    public override RecordReader<T> Read() => new Reader(_store.Read());

    public override void Dispose() => _store.Dispose();

    private void AddBatch(int count)
    {
        _store.Add(_batch.AsSpan(0, count));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _batch.AsSpan(0, count).Clear();
    }

    /// <summary>Leaves the sources out.</summary>
    private sealed class Reader(RecordReader<KeyValuePair<int, T>> sourced) : RecordReader<T>
    {
        private T[] _chunk = [];
        private int _count;

        public override ReadOnlySpan<T> Current => _chunk.AsSpan(0, _count);

        private protected override bool HasChunk => _count > 0;

        public override void Dispose() => sourced.Dispose();

        private protected override bool MoveToNextChunk()
        {
            _count = 0;
            if (!sourced.MoveNext()) return false;
            ReadOnlySpan<KeyValuePair<int, T>> records = sourced.Current;
            if (_chunk.Length < records.Length) _chunk = new T[records.Length];
            for (int i = 0; i < records.Length; i++) _chunk[i] = records[i].Value;
            _count = records.Length;
            return true;
        }
    }
}
