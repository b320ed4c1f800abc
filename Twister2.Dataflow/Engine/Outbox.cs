using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Engine;

/// <summary>What becomes of the records for a target.</summary>
internal enum WayOut
{
    /// <summary>The target is on this worker: they are handed over.</summary>
    Here,

    /// <summary>They are collected, and packed.</summary>
    Packed,

    /// <summary>They travel as they lie in memory, and are written into the message at once.</summary>
    Direct,
}

/// <summary>The records of an exchange for one target, on their way into the next message.</summary>
internal sealed unsafe class Outbox<T>
{
    // Fewer bytes per message than this are not worth the message.
    private const int SmallestChunkBytes = 1 << 10;

    // Records in the first batch for a target.
    private const int FirstBatch = 16;

    // Where the next plain record goes, and the end of the room for the batch that has been begun. The buffer is pinned, and the writer's.
    private byte* _next, _end;
    private int _batch;

    /// <summary>An empty outbox.</summary>
    /// <param name="target">The target task.</param>
    /// <param name="worker">Its worker.</param>
    /// <param name="way">What becomes of the records.</param>
    /// <param name="capacity">Records that are collected at most.</param>
    public Outbox(int target, int worker, WayOut way, int capacity)
    {
        (Target, Worker, Way) = (target, worker, way);
        Limit = way == WayOut.Here ? capacity : Math.Min(FirstBatch, capacity);
        Records = way == WayOut.Direct ? [] : new T[Limit];
    }

    public int Target { get; }

    public int Worker { get; }

    public WayOut Way { get; }

    /// <summary>What is collected.</summary>
    public T[] Records { get; set; }

    /// <summary>How many records it collects before it packs them: few until it is known how large they are.</summary>
    public int Limit { get; set; }

    public int Count { get; set; }

    public int Source { get; set; }

    /// <summary>The message that is being made.</summary>
    public ChunkWriter? Writer { get; set; }

    public int PackedRecords { get; set; }

    public int LastBatchBytes { get; set; }

    /// <summary>It has filled a chunk: the next ones begin as large.</summary>
    public bool HasSent { get; set; }

    public int WriterBytes { get; set; }

    /// <summary>Whether the batch that has been begun takes another record.</summary>
    public bool HasRoom => _next != _end;

    /// <summary>Writes a record into the batch, which has room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(in T record)
    {
        Unsafe.AsRef<T>(_next) = record;
        _next += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes as many records as the batch has room for, and says how many.</summary>
    public int Write(ReadOnlySpan<T> records)
    {
        int count = Math.Min(records.Length, (int)((_end - _next) / Unsafe.SizeOf<T>()));
        records[..count].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(_next), count));
        _next += (nint)count * Unsafe.SizeOf<T>();
        return count;
    }

    /// <summary>Bytes that a message needs for a batch of one plain record.</summary>
    public static int LeastBytes => Batch.HeaderBytes + Unsafe.SizeOf<T>();

    /// <summary>
    /// Begins a batch of plain records: as many as others collect, and as the message's buffer has room for now, which is small for the first message to a target. A message that has nothing yet takes
    /// one record, however large.
    /// </summary>
    public void Open(int chunkBytes, int chunkRecords)
    {
        int room = Math.Min(Writer!.GetSpan(LeastBytes).Length, Math.Max(LeastBytes, chunkBytes - Writer.Written));
        int records = Math.Min((room - Batch.HeaderBytes) / Unsafe.SizeOf<T>(), chunkRecords);
        _batch = Writer.Written;
        Writer.Take(Batch.HeaderBytes);
        Span<byte> bytes = Writer.Take(records * Unsafe.SizeOf<T>());
        _next = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        _end = _next + bytes.Length;
    }

    /// <summary>Ends the batch, if one has been begun, and says how many records it has.</summary>
    public int Close()
    {
        if (_next == null) return 0;
        int length = Writer!.Written - _batch - Batch.HeaderBytes - (int)(_end - _next), records = length / Unsafe.SizeOf<T>();
        _next = _end = null;
        Batch.WriteHeader(Writer, _batch, Source, records, length);
        return records;
    }

    /// <summary>
    /// Bytes and records that are collected for a target. With very many targets these become fewer, so that what all of them hold together stays within the bytes in flight; sizes of
    /// buffers are powers of two.
    /// </summary>
    public static (int Bytes, int Records) SizesFor(DataflowOptions options, int targets)
    {
        long share = options.BytesInFlight / targets;
        int least = Math.Min(SmallestChunkBytes, options.ChunkBytes), bytes = options.ChunkBytes;
        while (bytes > least && bytes + Math.Min(bytes, (long)options.ChunkRecords * Unsafe.SizeOf<T>()) > share)
            bytes = Math.Max(least, (int)BitOperations.RoundUpToPowerOf2((uint)bytes) / 2);
        return (bytes, Math.Clamp(bytes / Unsafe.SizeOf<T>(), 1, options.ChunkRecords));
    }
}
