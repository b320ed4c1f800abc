using Twister2.Dataflow;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Stores;

namespace Twister2.Tasks;

/// <summary>
/// What one task has of a cached set: objects as they are, charged to the worker's memory. Where others need that, or there is too little from the start, they are packed, on scratch if need be, and unpacked
/// again by each reader.
/// </summary>
internal sealed class CachedPart<T> : ICached, IChunkSink<T>
{
    private readonly BatchEnvironment _environment;
    private readonly CachedCharge _charge;
    private ChunkList<T>? _records = new();
    private T[]? _array;
    private RecordStore<T>? _store;
    private long _notCharged;

    public CachedPart(BatchEnvironment environment)
    {
        _environment = environment;
        _charge = new CachedCharge(environment);
    }

    public CachedCharge Charge => _charge;

    // Records that cannot be packed have to stay.
    public bool CanSpill => _store is null && RecordSize<T>.CanBePacked;

    private WorkerTasks Tasks => _environment.Tasks;

    private MemoryBudget Memory => _environment.Dataflow.Memory;

    /// <summary>Adds records, by the thread of its task.</summary>
    public void Add(ReadOnlySpan<T> chunk)
    {
        Tasks.Gate.Check();
        if (_store is { } store)
        {
            Tasks.Gate.Enter();
            try
            {
                store.Add(chunk);
            }
            finally
            {
                Tasks.Gate.Exit();
            }
            return;
        }
        _records!.Add(chunk);
        _notCharged += RecordSize<T>.Of(chunk);
        if (_notCharged >= Math.Min(CachedCharge.Step, Memory.Limit / 8)) Tasks.Inside(Reserve);
    }

    /// <summary>There are no more.</summary>
    public void Seal() => Tasks.Inside(Reserve);

    /// <summary>Gives all records to a sink, until that is full.</summary>
    public void PassTo(IChunkSink<T> sink)
    {
        // One of them is there, whenever another thread packs the records.
        if (Volatile.Read(ref _array) is { } array)
        {
            if (Tasks.IsShared) sink = new SourceSink<T>(Tasks.Gate, sink);
            for (int at = 0; at < array.Length && !sink.IsFull; at += _environment.ChunkRecords) sink.Add(array.AsSpan(at, Math.Min(_environment.ChunkRecords, array.Length - at)));
        }
        else if (Volatile.Read(ref _records) is { } records) records.CopyTo(Tasks.IsShared ? new SourceSink<T>(Tasks.Gate, sink) : sink);
        else if (Tasks.IsShared) Tasks.Inside(() => _store!.Read().PassTo(new OutsideSink<T>(Tasks.Gate, sink)));
        else _store!.Read().PassTo(sink);
    }

    /// <summary>All records in one array, the same each time as long as there is room for it.</summary>
    public T[] ToArray()
    {
        if (Volatile.Read(ref _array) is { } known) return known;
        ChunkList<T>? records = Volatile.Read(ref _records);
        if (records is null) PassTo(records = new ChunkList<T>());
        T[] array = records.ToArray();
        Tasks.Inside(() =>
        {
            if (_store is not null) return;
            Volatile.Write(ref _array, array);
            Volatile.Write(ref _records, null);
        });
        return array;
    }

    /// <summary>Packs the records. Inside the gate.</summary>
    public void Spill()
    {
        if (_store is not null) return;
        RecordStore<T> store = new(_environment.Dataflow, "Cache", null, _charge.Ledger);
        _charge.Store = store;
        SpillingSink sink = new(store);
        if (_array is { } array) sink.Add(array);
        else _records!.CopyTo(sink);
        store.Settle();
        store.Spill();
        _store = store;
        Volatile.Write(ref _array, null);
        Volatile.Write(ref _records, null);
        _charge.Release();
    }

    /// <summary>Nobody uses it any more.</summary>
    public void GiveBack() => Tasks.Inside(_charge.GiveBack);

    /// <summary>Charges what has been added since; packs it where that is more than there is.</summary>
    private void Reserve()
    {
        long bytes = _notCharged;
        _notCharged = 0;
        if (bytes == 0 || _store is not null) return;
        _charge.Reserve(bytes);
        if (Memory.Used <= Memory.Limit) return;
        if (!RecordSize<T>.CanBePacked)
        {
            throw new InvalidOperationException(
                $"Cache: there is no room for the records of type {typeof(T)}: this worker may hold {Memory.Limit:N0} bytes ({nameof(DataflowOptions)}.{nameof(DataflowOptions.MemoryBytes)}), and they cannot be put on scratch, "
                + $"because they cannot be packed. Use more workers or more memory, a type that can be packed, or register an {nameof(IDataPacker<>)} with {nameof(DataPackers)}.{nameof(DataPackers.Register)}.");
        }
        Spill();
    }

    /// <summary>Puts what is packed on scratch at once: objects and all of their bytes must not be in memory together.</summary>
    private sealed class SpillingSink(RecordStore<T> store) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            store.Add(chunk);
            if (store.SpillableBytes >= CachedCharge.Step) store.Spill();
        }
    }
}
