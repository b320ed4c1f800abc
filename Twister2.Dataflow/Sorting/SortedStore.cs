using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Spill;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// An external sort: takes records in any order and gives them back in order. In memory while the budget allows it; what is spilled is sorted first, and such runs are merged when they are
/// read. Equal records come in the order of adding.
/// </summary>
internal sealed class SortedStore<T> : IMemoryHolder, IChunkSink<T>, IDisposable
{
    // Records in memory are numbered with an int; so many that their entries alone take 64 GiB are spilled.
    private const int MostInMemory = 1 << 30;

    // Chunks that are read stay in the level-2 cache.
    private const int ReadBytes = 64 << 10;

    // So much does not stay in the cache while it is sorted.
    private const long DivideFrom = 32 << 20;

    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly SortOrder<T> _order;
    private readonly IDataPacker<T> _packer;
    private readonly OperatorLedger _ledger;
    private SortMemory<T> _memory;
    private readonly RunFormat<T> _format;
    private List<SortedRun> _runs = [];
    private SpillLog? _log;
    private T[] _unpacked = [];
    private bool _isSorted, _isRead;
    private int _readers;
    private long _divideFrom = DivideFrom;
    private bool _disposed;

    /// <summary>An empty store.</summary>
    /// <param name="env">The worker whose memory and scratch it uses.</param>
    /// <param name="owner">The operator, for messages.</param>
    /// <param name="order">The order of the records.</param>
    /// <param name="place">The operator, worker and task, for messages, where the task is known.</param>
    public SortedStore(DataflowEnvironment env, string owner, SortOrder<T> order, string? place = null)
    {
        _env = env;
        _owner = owner;
        _ledger = env.Ledgers.Current;
        _order = order;
        _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), place ?? $"{owner}: worker {env.Worker}");
        _memory = _packer is IMemoryPacker ? new PlainMemory<T>(env, order, Spill) : new ObjectMemory<T>(env, order, _packer, Spill);
        _format = new RunFormat<T>(env, _packer);
        ChunkRecords = Math.Clamp(ReadBytes / Unsafe.SizeOf<T>(), 1, env.Options.ChunkRecords);
        env.Memory.Register(this);
    }

    /// <summary>Records added.</summary>
    public long Count { get; private set; }

    /// <summary>Sorted runs on scratch.</summary>
    public int Runs => _runs.Count;

    /// <summary>Records that a reader gives at a time.</summary>
    internal int ChunkRecords { get; }

    public long SpillableBytes => _readers > 0 || _memory.Count == 0 ? 0 : _memory.Held;

    /// <summary>Adds records.</summary>
    public void Add(ReadOnlySpan<T> records)
    {
        BeforeAdding(records.Length);
        _memory.Add(records);
    }

    /// <summary>Adds those of the records whose places are given; their bits in the order are known.</summary>
    public void AddPicked(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked)
    {
        BeforeAdding(picked.Length);
        _memory.AddPicked(records, bits, picked);
    }

    /// <summary>Adds records as their packer wrote them.</summary>
    public void AddPacked(int count, ReadOnlySpan<byte> packed)
    {
        if (_packer is IMemoryPacker)
        {
            Add(Batch.PlainRecords<T>(packed, count));
            return;
        }
        if (_unpacked.Length < count) _unpacked = new T[count];
        Span<T> records = _unpacked.AsSpan(0, count);
        ChunkReader batch = new(packed);
        _packer.Unpack(ref batch, records);
        if (batch.Remaining > 0) throw new CorruptChunkException($"{batch.Remaining} bytes are left behind a batch of {count} records.");
        BeforeAdding(count);
        _memory.AddUnpacked(records, packed.Length);
        records.Clear();
    }

    /// <summary>Reads the records in order. Nothing may be added any more.</summary>
    public RecordReader<T> Read()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _isRead = true;
        if (_runs.Count == 0)
        {
            SortMemory();
            return new MemoryReader(this);
        }
        if (_readers == 0) Spill(); // A merge needs its memory.
        while (_runs.Count > _format.MostRuns) MergeRuns();
        return Merge(_runs);
    }

    /// <summary>Writes what is in memory to scratch, sorted.</summary>
    public void Spill()
    {
        if (SpillableBytes == 0) return;
        SortMemory();
        _log ??= new SpillLog(_env, _owner, _ledger);
        using MemoryReader reader = new(this);
        _runs.Add(WriteRun(reader, _log));
        _memory.Dispose();
        _isSorted = false;
    }

    /// <summary>Forgets everything, and gives memory and scratch back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _env.Memory.Unregister(this);
        _memory.Dispose();
        _log?.Dispose();
    }

    private void BeforeAdding(int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_isRead) throw new InvalidOperationException($"{_owner}: records cannot be added to a sort that is being read.");
        if (_memory.Count > MostInMemory - count) Spill();
        if (_memory is PlainMemory<T> plain && plain.Held >= _divideFrom) Divide(plain);
        Count += count;
    }

    /// <summary>Goes on in ranges, or sees again whether it can when there is twice as much.</summary>
    private void Divide(PlainMemory<T> plain)
    {
        if (RangedMemory<T>.TryTakeOver(plain, _env, _order, Spill) is { } ranged) _memory = ranged;
        else _divideFrom *= 2;
    }

    private void SortMemory()
    {
        if (_isSorted) return;
        _memory.Sort();
        _memory.DropRoom();
        _isSorted = true;
    }

    private MergingReader<T> Merge(List<SortedRun> runs) => new(
        _env, [.. runs.Select(run => new RunInput<T>(_format, _log!, run, _order))], _order, (long)runs.Count * _format.BlockBytes, ChunkRecords, _ledger);

    /// <summary>Merges neighbouring runs, as many as may be merged at a time, into a new file, so that there are fewer.</summary>
    private void MergeRuns()
    {
        SpillLog log = new(_env, _owner, _ledger);
        List<SortedRun> merged = [];
        foreach (SortedRun[] runs in _runs.Chunk(_format.MostRuns))
        {
            using MergingReader<T> reader = Merge([.. runs]);
            merged.Add(WriteRun(reader, log));
        }
        _log!.Dispose();
        (_log, _runs) = (log, merged);
    }

    private SortedRun WriteRun(RecordReader<T> reader, SpillLog log)
    {
        SortedRun run = new();
        T[] records = new T[_format.BlockRecords];
        int count = 0;
        while (true)
        {
            count += reader.Read(records.AsSpan(count));
            if (count == 0) return run;
            int written = _format.Write(log, run, records.AsSpan(0, count));
            records.AsSpan(written, count - written).CopyTo(records);
            count -= written;
        }
    }

    /// <summary>Reads what is in memory, sorted; it stays there.</summary>
    private sealed class MemoryReader : RecordReader<T>
    {
        private readonly SortedStore<T> _store;
        private T[] _chunk = [];
        private int _next, _count;
        private bool _isGathered;
        private bool _disposed;

        public MemoryReader(SortedStore<T> store)
        {
            _store = store;
            store._readers++;
        }

        public override ReadOnlySpan<T> Current => _isGathered ? _chunk.AsSpan(0, _count) : _store._memory.Chunk(_next - _count)[.._count];

        private protected override bool HasChunk => _count > 0;

        public override int Read(Span<T> destination)
        {
            ObjectDisposedException.ThrowIf(_store._disposed, _store);
            int count = Math.Min(destination.Length, _store._memory.Count - _next);
            _store._memory.Gather(_next, destination[..count]);
            _next += count;
            return count;
        }

        public override void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            _store._readers--;
        }

        private protected override bool MoveToNextChunk()
        {
            ObjectDisposedException.ThrowIf(_store._disposed, _store);
            _count = _next < _store._memory.Count ? _store._memory.Chunk(_next).Length : 0;
            _isGathered = _count == 0;
            if (!_isGathered)
            {
                _next += _count;
                return true;
            }
            if (_chunk.Length == 0) _chunk = new T[_store.ChunkRecords];
            _count = Read(_chunk);
            return _count > 0;
        }
    }
}
