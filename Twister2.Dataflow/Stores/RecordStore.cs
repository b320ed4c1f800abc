using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Records in the order of adding: packed, as they travel, in native memory while the budget allows it, and on scratch beyond that. Records without references lie as in an
/// array, so that reading them costs nothing; the others are unpacked when they are read.
/// </summary>
/// <remarks>Native memory is counted exactly, and packed text takes a fraction of what objects would.</remarks>
internal sealed class RecordStore<T> : IMemoryHolder, IChunkSink<T>, IDisposable
{
    /// <summary>In front of each batch that is not plain memory: how many records, how many bytes.</summary>
    private const int BatchHeader = 2 * sizeof(int);

    // A reader unpacks a batch at a time. A single record may be larger.
    private const int LargestBatch = 1 << 20;

    private readonly DataflowEnvironment _env;
    private readonly IDataPacker<T> _packer;
    private readonly SpillLog _log;
    private readonly OperatorLedger _ledger;
    private readonly List<Segment> _segments = [];
    private readonly T[] _staged;
    private int _stagedCount;
    private int _batchRecords;
    private StoreBlock? _last;
    private long _held;
    private bool _disposed;

    /// <summary>An empty store.</summary>
    /// <param name="env">The worker whose memory and scratch it uses.</param>
    /// <param name="owner">The operator, for messages.</param>
    /// <param name="place">The operator, worker and task, for messages, where the task is known.</param>
    /// <param name="ledger">The operator that it is charged to; null for the one that is being built or read.</param>
    public RecordStore(DataflowEnvironment env, string owner, string? place = null, OperatorLedger? ledger = null)
    {
        _env = env;
        _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), place ?? $"{owner}: worker {env.Worker}");
        IsPlain = _packer is IMemoryPacker;
        _staged = IsPlain ? [] : new T[Math.Min(env.Options.ChunkRecords, 256)];
        _batchRecords = Math.Max(_staged.Length, 1);
        _ledger = ledger ?? env.Ledgers.Current;
        _log = new SpillLog(env, owner, _ledger);
        env.Memory.Register(this);
    }

    /// <summary>A block of records, in memory or on scratch.</summary>
    private struct Segment
    {
        public StoreBlock? Block;
        public SpilledBlock Spilled;
        public int Readers;
        public bool IsConsumed;
    }

    /// <summary>Records added.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of all records, packed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether some of it is on scratch.</summary>
    public bool HasSpilled => _log.Length > 0;

    /// <summary>Whether records lie as in an array.</summary>
    public bool IsPlain { get; }

    /// <summary>Blocks that a reader goes through.</summary>
    internal int Segments => _segments.Count;

    public long SpillableBytes => _held;

    /// <summary>Adds records.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<T> records)
    {
        Count += records.Length;
        if (IsPlain)
        {
            AddPlain(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(records)), ByteLength(records.Length)));
            return;
        }
        while (!records.IsEmpty)
        {
            int taken = Math.Min(records.Length, _staged.Length - _stagedCount);
            records[..taken].CopyTo(_staged.AsSpan(_stagedCount));
            _stagedCount += taken;
            records = records[taken..];
            if (_stagedCount == _staged.Length) Pack();
        }
    }

    /// <summary>Adds one record.</summary>
    public void Add(in T record) => Add(new ReadOnlySpan<T>(in record));

    /// <summary>Adds records as their packer wrote them.</summary>
    public void AddPacked(int count, ReadOnlySpan<byte> packed)
    {
        Count += count;
        if (IsPlain)
        {
            if (packed.Length != ByteLength(count)) throw new CorruptChunkException($"{count} records of {Unsafe.SizeOf<T>()} bytes in a batch of {packed.Length}.");
            AddPlain(packed);
            return;
        }
        Pack();
        AddBatch(count, packed);
    }

    /// <summary>Packs what is collected, so that <see cref="Bytes"/> is that of all records.</summary>
    public void Settle()
    {
        if (!IsPlain) Pack();
    }

    /// <summary>Reads the records in the order of adding, as often as one likes; nothing may be added meanwhile.</summary>
    public RecordReader<T> Read() => Read(consume: false);

    /// <summary>Reads the records in the order of adding, and gives each block's memory back behind the reader.</summary>
    public RecordReader<T> Consume() => Read(consume: true);

    /// <summary>Gives all records to a sink, in the order of adding.</summary>
    public void CopyTo(IChunkSink<T> sink)
    {
        using RecordReader<T> reader = Read();
        foreach (ReadOnlySpan<T> chunk in reader) sink.Add(chunk);
    }

    /// <summary>Writes every block that nobody reads to scratch.</summary>
    public void Spill()
    {
        Span<Segment> segments = CollectionsMarshal.AsSpan(_segments);
        foreach (ref Segment segment in segments)
        {
            if (segment.Block is not { } block || segment.Readers > 0) continue;
            segment.Spilled = _log.Append(block.Bytes);
            segment.Block = null;
            Drop(block);
        }
    }

    /// <summary>Forgets everything, and gives memory and scratch back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _env.Memory.Unregister(this);
        foreach (Segment segment in _segments)
            if (segment.Block is { } block && segment.Readers == 0) Drop(block); // What is being read goes with its last reader.
        _log.Dispose();
    }

    /// <summary>Gives a segment's bytes to a reader; they stay where they are until <see cref="EndReading"/>. Those on scratch are brought into a block of the reader's own.</summary>
    internal StoreBlock BeginReading(int index, out bool isOwned)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ref Segment segment = ref CollectionsMarshal.AsSpan(_segments)[index];
        if (segment.IsConsumed) throw new InvalidOperationException("These records were consumed: they can be read once only.");
        isOwned = segment.Block is null;
        if (segment.Block is { } there)
        {
            segment.Readers++;
            return there;
        }
        SpilledBlock spilled = segment.Spilled;
        StoreBlock block = _env.Blocks.Rent(Math.Max(spilled.Length, 1), _ledger);
        try
        {
            block.Length = spilled.Length;
            _log.Read(spilled, block.Bytes);
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    /// <summary>The reader is through with a segment.</summary>
    internal void EndReading(int index, StoreBlock block, bool isOwned, bool consumed)
    {
        ref Segment segment = ref CollectionsMarshal.AsSpan(_segments)[index];
        segment.IsConsumed |= consumed;
        if (isOwned)
        {
            block.Dispose();
            return;
        }
        if (--segment.Readers > 0 || !(_disposed || segment.IsConsumed)) return;
        segment.Block = null;
        Drop(block);
    }

    /// <summary>Unpacks the next batch of a block that is not plain memory; moves <paramref name="position"/> behind it.</summary>
    [MethodImpl(Compiled.Once)]
    internal ReadOnlySpan<T> ReadBatch(StoreBlock block, ref int position, ref T[] unpacked)
    {
        ReadOnlySpan<byte> bytes = block.Bytes[position..];
        int count = MemoryMarshal.Read<int>(bytes);
        int length = MemoryMarshal.Read<int>(bytes[sizeof(int)..]);
        position += BatchHeader + length;
        if (unpacked.Length < count) unpacked = new T[count];
        ChunkReader reader = new(bytes.Slice(BatchHeader, length));
        _packer.Unpack(ref reader, unpacked.AsSpan(0, count));
        if (reader.Remaining > 0) throw new CorruptChunkException($"{reader.Remaining} bytes are left behind a batch of {count} records of type {typeof(T)}: the packer does not read all that it writes.");
        return unpacked.AsSpan(0, count);
    }

    private static int ByteLength(int count) => checked(count * Unsafe.SizeOf<T>());

    private RecordReader<T> Read(bool consume)
    {
        Settle();
        return new StoreReader<T>(this, consume);
    }

    [MethodImpl(Compiled.Once)]
    private void AddPlain(ReadOnlySpan<byte> bytes)
    {
        int size = Unsafe.SizeOf<T>();
        Bytes += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (LastWithRoomFor(size) is not { } block) block = NewBlock(_env.Blocks.NextCapacity(_held, size));
            int taken = Math.Min(bytes.Length, block.Rest.Length / size * size);
            bytes[..taken].CopyTo(block.Rest);
            block.Length += taken;
            bytes = bytes[taken..];
        }
    }

    private void Pack()
    {
        for (Span<T> rest = _staged.AsSpan(0, _stagedCount); !rest.IsEmpty;) rest = rest[PackBatch(rest[..Math.Min(rest.Length, _batchRecords)])..];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _staged.AsSpan(0, _stagedCount).Clear();
        _stagedCount = 0;
    }

    /// <summary>Packs a batch and returns how many records it took: fewer, when they are so large that a reader would have to unpack too much at a time.</summary>
    [MethodImpl(Compiled.Once)]
    private int PackBatch(ReadOnlySpan<T> records)
    {
        ChunkWriter writer = new(_env.Pool, _env.Options.ChunkBytes);
        records = records[.._packer.PackFitting(records, writer, Math.Max(LargestBatch, _env.Options.ChunkBytes))];
        // Records tend to be as large as those before.
        _batchRecords = Math.Min(_staged.Length, 2 * records.Length);
        ChunkBuffer packed = writer.Detach();
        AddBatch(records.Length, packed.Span[..packed.Length]);
        packed.Return();
        return records.Length;
    }

    [MethodImpl(Compiled.Once)]
    private void AddBatch(int count, ReadOnlySpan<byte> packed)
    {
        int needed = checked(BatchHeader + packed.Length);
        Bytes += packed.Length;
        if (LastWithRoomFor(needed) is not { } block) block = NewBlock(_env.Blocks.NextCapacity(_held, needed));
        MemoryMarshal.Write(block.Rest, in count);
        MemoryMarshal.Write(block.Rest[sizeof(int)..], packed.Length);
        packed.CopyTo(block.Rest[BatchHeader..]);
        block.Length += needed;
    }

    /// <summary>The block to append to; null when there is none, it is full, or it went to scratch.</summary>
    private StoreBlock? LastWithRoomFor(int bytes) => _last is { } block && block.Rest.Length >= bytes && _segments[^1].Block == block ? block : null;

    private StoreBlock NewBlock(int capacity)
    {
        // This store, too, may have to spill for it.
        StoreBlock block = _env.Blocks.Rent(capacity, _ledger);
        _held += block.Capacity;
        _segments.Add(new Segment { Block = block });
        return _last = block;
    }

    private void Drop(StoreBlock block)
    {
        _held -= block.Capacity;
        block.Dispose();
    }
}
