using System.Runtime.InteropServices;
using Apache.Arrow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Chunks of a table in the order of coming: in memory while the budget allows it, on scratch beyond that. A batch is read where its chunk lies, without a copy; memory that
/// was shown to a user is left to the garbage collector, so that a batch stays valid however long somebody holds it.
/// </summary>
internal sealed class BatchStore : IMemoryHolder, IDisposable
{
    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly SpillLog _log;
    private readonly List<Segment> _segments = [];
    private long _held;
    private bool _disposed;

    /// <summary>An empty store.</summary>
    /// <param name="env">The worker whose memory and scratch it uses.</param>
    /// <param name="owner">The operator, for messages.</param>
    /// <param name="ledger">The operator that it is charged to; null for the one that is being built.</param>
    public BatchStore(DataflowEnvironment env, string owner, OperatorLedger? ledger = null)
    {
        _env = env;
        _ledger = ledger ?? env.Ledgers.Current;
        _log = new SpillLog(env, owner, _ledger);
        env.Memory.Register(this);
    }

    private struct Segment
    {
        public ChunkBuffer? Memory;
        public SpilledBlock Spilled;
        public int Source;
        public int Rows;
        public int Readers;
        public bool IsShown;
        public bool IsConsumed;
    }

    /// <summary>Chunks.</summary>
    public int Count => _segments.Count;

    /// <summary>Rows of all chunks.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of all chunks.</summary>
    public long Bytes { get; private set; }

    public long SpillableBytes => _held;

    /// <summary>The source task that a chunk came from.</summary>
    public int SourceOf(int index) => _segments[index].Source;

    /// <summary>The rows of a chunk.</summary>
    public int RowsOf(int index) => _segments[index].Rows;

    /// <summary>The bytes of a chunk.</summary>
    public int BytesOf(int index) => _segments[index].Memory?.Length ?? _segments[index].Spilled.Length;

    /// <summary>Adds a chunk.</summary>
    public void Add(int source, ReadOnlySpan<byte> chunk) => chunk.CopyTo(NewSegment(source, TableBuffers.RowsOf(chunk), chunk.Length));

    /// <summary>Adds a chunk that has been put together.</summary>
    public void Add(int source, TableLayout layout, int rows, int table) => layout.WriteTo(NewSegment(source, rows, layout.Bytes), rows, table);

    /// <summary>A chunk's bytes, which nobody writes to any more.</summary>
    /// <param name="index">Which chunk.</param>
    /// <param name="consume">Whether the store may forget it.</param>
    public ReadOnlyMemory<byte> Show(int index, bool consume)
    {
        ref Segment segment = ref SegmentAt(index);
        ReadOnlyMemory<byte> bytes;
        if (segment.Memory is { } memory)
        {
            bytes = memory.Message;
            segment.IsShown = true;
            if (consume) Drop(ref segment);
        }
        else
        {
            byte[] read = GC.AllocateUninitializedArray<byte>(segment.Spilled.Length);
            _log.Read(segment.Spilled, read);
            bytes = read;
        }
        segment.IsConsumed = consume;
        return bytes;
    }

    /// <summary>A chunk's bytes until <see cref="EndReading"/>.</summary>
    public ChunkBuffer BeginReading(int index)
    {
        ref Segment segment = ref SegmentAt(index);
        if (segment.Memory is { } there)
        {
            segment.Readers++;
            return there;
        }
        ChunkBuffer read = _env.Pool.Rent(segment.Spilled.Length);
        read.Length = segment.Spilled.Length;
        try
        {
            _log.Read(segment.Spilled, read.Span);
            return read;
        }
        catch
        {
            read.Return();
            throw;
        }
    }

    /// <summary>The reader is through with a chunk.</summary>
    public void EndReading(int index, ChunkBuffer read)
    {
        ref Segment segment = ref CollectionsMarshal.AsSpan(_segments)[index];
        if (!ReferenceEquals(segment.Memory, read)) read.Return();
        else if (--segment.Readers == 0 && _disposed) Drop(ref segment);
    }

    /// <summary>Writes every chunk that nobody reads to scratch.</summary>
    public void Spill()
    {
        foreach (ref Segment segment in CollectionsMarshal.AsSpan(_segments))
        {
            if (segment.Memory is not { } memory || segment.Readers > 0) continue;
            segment.Spilled = _log.Append(memory.Span[..memory.Length]);
            Drop(ref segment);
        }
    }

    /// <summary>Forgets everything, and gives memory and scratch back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _env.Memory.Unregister(this);
        foreach (ref Segment segment in CollectionsMarshal.AsSpan(_segments))
            if (segment.Memory is not null && segment.Readers == 0) Drop(ref segment); // What is being read goes with its last reader.
        _log.Dispose();
    }

    private Span<byte> NewSegment(int source, int rows, int bytes)
    {
        ChunkBuffer memory = _env.Pool.Rent(bytes);
        try
        {
            // This store, too, may have to spill for it.
            _env.Memory.Reserve(memory.Capacity, _ledger);
        }
        catch
        {
            memory.Return();
            throw;
        }
        memory.Length = bytes;
        _held += memory.Capacity;
        Rows += rows;
        Bytes += bytes;
        _segments.Add(new Segment { Memory = memory, Source = source, Rows = rows });
        return memory.Span[..bytes];
    }

    private ref Segment SegmentAt(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ref Segment segment = ref CollectionsMarshal.AsSpan(_segments)[index];
        if (segment.IsConsumed) throw new InvalidOperationException("These rows were consumed: they can be read once only.");
        return ref segment;
    }

    private void Drop(ref Segment segment)
    {
        ChunkBuffer memory = segment.Memory!;
        segment.Memory = null;
        _held -= memory.Capacity;
        _env.Memory.Release(memory.Capacity, _ledger);
        if (segment.IsShown) _env.Pool.Forget();
        else memory.Return();
    }
}
