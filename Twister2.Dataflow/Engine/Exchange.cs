using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>Takes what an exchange brings to this worker's target tasks.</summary>
internal interface IExchangeReceiver<T>
{
    void Receive(int source, int target, ReadOnlySpan<T> records);

    /// <summary>Whether it takes batches from other workers as they were packed, through <see cref="ReceivePacked"/>.</summary>
    bool TakesPacked => false;

    /// <summary>Whether it takes more now.</summary>
    bool TakesMore => true;

    /// <summary>Takes a batch as its packer wrote it; the bytes are the caller's.</summary>
    void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => throw new NotSupportedException();

    /// <summary>Called when there is progress and no message is being taken: does what it put off while it received. Returns whether it did anything.</summary>
    bool Continue() => false;
}

/// <summary>How an exchange brings messages to other workers.</summary>
internal enum ExchangeWay
{
    /// <summary>As the options say.</summary>
    AsRouted,

    /// <summary>Straight, for chunks that are on the first of two ways.</summary>
    First,

    /// <summary>Straight and without waiting for room, for chunks on the second: its owner bounds them.</summary>
    Second,
}

/// <summary>
/// All-to-all: records go from source tasks to target tasks, in chunks. Those for a task of the same worker are handed over as they are. The end is found
/// without N² messages (see docs/adr/0002): data is sent in synchronous mode, and a worker whose data is all matched enters a barrier; behind it nothing
/// can be under way.
/// </summary>
internal sealed class Exchange<T> : IEdge
{
    private enum Phase { Adding, Matching, Barrier, Draining, Complete }

    private const int FirstWriterBytes = 512;

    // How many times a chunk's bytes a batch may take.
    private const int LargestBatch = 2;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly LogicalPlan _plan;
    private readonly IDataPacker<T> _packer;
    private readonly IExchangeReceiver<T> _receiver;
    private readonly OperatorLedger _ledger;
    private readonly Outbox<T>?[] _outboxes;
    private readonly bool _isPlain;
    private readonly DisseminationBarrier _barrier;
    private readonly ExchangeWay _way;
    private readonly GridRelay? _relay;
    private readonly int _chunkBytes;
    private readonly int _chunkRecords;
    private T[] _unpacked = [];
    private Phase _phase;

    public Exchange(DataflowEnvironment env, string name, LogicalPlan plan, IDataPacker<T> packer, IExchangeReceiver<T> receiver, ExchangeWay way = ExchangeWay.AsRouted)
    {
        if (plan.Workers != env.WorkerCount)
            throw new ArgumentException($"{name}: the plan is for {plan.Workers} workers, the job has {env.WorkerCount}.", nameof(plan));
        _env = env;
        _name = name;
        _plan = plan;
        _packer = packer;
        _isPlain = packer is IMemoryPacker;
        _receiver = receiver;
        _ledger = env.Ledgers.Current;
        _outboxes = new Outbox<T>?[plan.Targets];
        _barrier = new DisseminationBarrier(env.Worker, env.WorkerCount);
        _way = way;
        (_chunkBytes, _chunkRecords) = Outbox<T>.SizesFor(env.Options, way == ExchangeWay.AsRouted ? plan.Targets : GridRelay.LinksOf(env.WorkerCount));
        Id = env.NextEdge(name, typeof(T), plan);
        env.Engine.Open(this);
        if (!plan.IsAlone && way == ExchangeWay.AsRouted && env.Options.Routing == ExchangeRouting.Grid && env.WorkerCount > 2) _relay = new GridRelay(env, name, plan, TakeChunk);
    }

    public EdgeId Id { get; }

    public bool IsComplete => _phase == Phase.Complete;

    /// <summary>Adds one record of a source task for a target task.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int source, int target, in T record)
    {
        Outbox<T> outbox = _outboxes[target] ?? NewOutbox(target, _chunkRecords);
        if (outbox.Source != source) ChangeSource(outbox, source);
        if (outbox.Way == WayOut.Direct)
        {
            if (!outbox.HasRoom) OpenBatch(outbox);
            outbox.Write(in record);
            return;
        }
        outbox.Records[outbox.Count++] = record;
        if (outbox.Count >= outbox.Limit) Flush(outbox);
    }

    /// <summary>Adds records of a source task for one target task: to a task of this worker as they are, to others packed from where they lie.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(int source, int target, ReadOnlySpan<T> records)
    {
        if (records.IsEmpty) return;
        Outbox<T> outbox = _outboxes[target] ?? NewOutbox(target, _chunkRecords);
        if (outbox.Source != source) ChangeSource(outbox, source);
        if (outbox.Way == WayOut.Direct)
        {
            AddDirect(outbox, records);
            return;
        }
        while (!records.IsEmpty)
        {
            int room = outbox.Limit - outbox.Count;
            if (records.Length < room)
            {
                records.CopyTo(outbox.Records.AsSpan(outbox.Count));
                outbox.Count += records.Length;
                return;
            }
            // Enough for a batch: none of it is collected first.
            if (outbox.Count > 0) Flush(outbox);
            if (outbox.Way == WayOut.Here)
            {
                HandOver(outbox, records);
                return;
            }
            records = records[Pack(outbox, records[..Math.Min(records.Length, outbox.Limit)])..];
        }
    }

    /// <summary>The same, and nothing waits for a batch where the target is on this worker.</summary>
    public void Pass(int source, int target, ReadOnlySpan<T> records)
    {
        Outbox<T> outbox = _outboxes[target] ?? NewOutbox(target, _chunkRecords);
        if (outbox.Way != WayOut.Here || records.IsEmpty)
        {
            Add(source, target, records);
            return;
        }
        if (outbox.Source != source) ChangeSource(outbox, source);
        if (outbox.Count > 0) Flush(outbox);
        HandOver(outbox, records);
    }

    [MethodImpl(Compiled.Once)]
    private void AddDirect(Outbox<T> outbox, ReadOnlySpan<T> records)
    {
        while (!records.IsEmpty)
        {
            if (!outbox.HasRoom) OpenBatch(outbox);
            records = records[outbox.Write(records)..];
        }
    }

    /// <summary>Bytes of packed records that a message should have.</summary>
    public int ChunkBytes => _chunkBytes;

    /// <summary>Sends a batch that the caller writes itself, as a message of its own, to a task of another worker.</summary>
    /// <param name="source">The source task.</param>
    /// <param name="target">The target task.</param>
    /// <param name="records">Records in the batch.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="batch">What <paramref name="write"/> is given.</param>
    /// <param name="write">Writes the batch.</param>
    public void SendBatch<TBatch>(int source, int target, int records, int bytes, TBatch batch, SpanAction<byte, TBatch> write)
    {
        Outbox<T> outbox = _outboxes[target] ?? NewOutbox(target, 1);
        ChunkWriter writer = outbox.Writer = new ChunkWriter(_env.Pool, checked(ChunkHeader.Bytes + Batch.HeaderBytes + bytes));
        writer.Take(ChunkHeader.Bytes);
        writer.Write(source);
        writer.Write(records);
        writer.Write(bytes);
        write(writer.Take(bytes), batch);
        outbox.Source = source;
        outbox.PackedRecords = records;
        _ledger.Collect(records);
        HoldBuffers(outbox, writer);
        Send(outbox);
    }

    /// <summary>Says that this worker adds no more.</summary>
    public void Finish()
    {
        if (_phase != Phase.Adding) throw new InvalidOperationException($"{_name} was finished before.");
        // Each worker begins behind itself, so that not all send to the same one at the same time.
        int first = (int)((_env.Worker + 1L) * _outboxes.Length / _env.WorkerCount);
        for (int i = 0; i < _outboxes.Length; i++)
        {
            if (_outboxes[(first + i) % _outboxes.Length] is not { } outbox) continue;
            Flush(outbox);
            Send(outbox);
            // Many workers make many outboxes; what they take is given back while the others finish.
            _outboxes[(first + i) % _outboxes.Length] = null;
            _ledger.HoldBuffers(-BytesOf(outbox.Records));
        }
        _relay?.Finish();
        // Where each worker keeps everything to itself, none has to hear that others have finished.
        _phase = _plan.IsAlone ? Phase.Draining : Phase.Matching;
    }

    public bool TakesMore => _receiver.TakesMore;

    public void OnClosed() => _relay?.Close();

    public void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Kind == MessageKind.Mark)
        {
            if ((uint)header.Records >= (uint)_barrier.Rounds) throw new CorruptChunkException($"A mark of round {header.Records}.");
            _barrier.Arrive(header.Records);
            return;
        }
        TakeChunk(header.TargetTask, header.Records, payload);
    }

    [MethodImpl(Compiled.Once)]
    public bool Advance()
    {
        if (_relay is not null) return _receiver.Continue() | AdvanceRelay(_relay);
        Phase before = _phase;
        int round = _barrier.Round;
        if (_phase == Phase.Matching && _env.Engine.AllMatched(this))
        {
            _phase = Phase.Barrier;
            SendMark();
        }
        while (_phase == Phase.Barrier)
        {
            if (_barrier.IsPassed) _phase = Phase.Draining;
            else if (_barrier.TryNextRound()) SendMark();
            else break;
        }
        if (_phase == Phase.Draining && !_env.Engine.IsReceiving(this)) _phase = Phase.Complete;
        return _receiver.Continue() | (_phase != before || _barrier.Round != round);
    }

    private bool AdvanceRelay(GridRelay relay)
    {
        bool moved = relay.Advance();
        if (_phase == Phase.Complete || !relay.IsComplete) return moved;
        _phase = Phase.Complete;
        return true;
    }

    [MethodImpl(Compiled.Once)]
    private void TakeChunk(int target, int records, ReadOnlySpan<byte> payload)
    {
        if ((uint)target >= (uint)_plan.Targets || _plan.WorkerOfTarget(target) != _env.Worker)
            throw new CorruptChunkException($"A chunk for task {target}, which does not run on worker {_env.Worker}.");
        ChunkReader reader = new(payload);
        int left = records;
        while (reader.Remaining > 0)
        {
            ReadOnlySpan<byte> packed = Batch.Read(ref reader, ref left, out int source, out int count);
            if (_receiver.TakesPacked)
            {
                _receiver.ReceivePacked(source, target, count, packed);
                continue;
            }
            if (_isPlain)
            {
                _receiver.Receive(source, target, Batch.PlainRecords<T>(packed, count));
                continue;
            }
            if (_unpacked.Length < count) _unpacked = new T[count];
            Unpack(source, target, packed, _unpacked.AsSpan(0, count));
            _receiver.Receive(source, target, _unpacked.AsSpan(0, count));
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _unpacked.AsSpan(0, count).Clear();
        }
        if (left != 0) throw new CorruptChunkException($"{left} of {records} records are missing in the chunk.");
    }

    public EdgeWait Wait => _phase switch
    {
        not (Phase.Adding or Phase.Complete) when _relay is not null => _relay.Wait,
        Phase.Adding => new(WaitStage.Filling),
        Phase.Matching => new(WaitStage.Sending),
        Phase.Barrier => new(WaitStage.Ending, [.. _barrier.Missing().Select(worker => new AwaitedWorker(worker, worker == _barrier.MarkComesFrom ? Awaited.EndMark : Awaited.LaterEndMark))]),
        Phase.Draining => new(WaitStage.Working),
        _ => new(WaitStage.Complete),
    };

    public string DescribeWait() => _phase switch
    {
        Phase.Adding => $"{_name} (operator {Id.Sequence}) is being filled by worker {_env.Worker}",
        Phase.Matching => $"{_name} (operator {Id.Sequence}): worker {_env.Worker} has sent all; others have not taken it yet",
        Phase.Barrier => $"{_name} (operator {Id.Sequence}): worker {_env.Worker} waits for worker {_barrier.MarkComesFrom} (and those it waits for) to finish",
        _ => $"{_name} (operator {Id.Sequence})",
    };

    /// <summary>Stops listening. Messages under way when an operator is given up are not waited for.</summary>
    public void Close() => _env.Engine.Close(this);

    private Outbox<T> NewOutbox(int target, int capacity)
    {
        int worker = _plan.WorkerOfTarget(target);
        Outbox<T> outbox = new(target, worker, worker == _env.Worker ? WayOut.Here : _isPlain ? WayOut.Direct : WayOut.Packed, capacity);
        _ledger.HoldBuffers(BytesOf(outbox.Records));
        return _outboxes[target] = outbox;
    }

    private static long BytesOf(T[] records) => (long)records.Length * Unsafe.SizeOf<T>();

    private void ChangeSource(Outbox<T> outbox, int source)
    {
        Flush(outbox);
        outbox.Source = source;
    }

    /// <summary>Hands the collected records over (same worker) or packs them behind those packed before, a bounded number of bytes at a time.</summary>
    [MethodImpl(Compiled.Once)]
    private void Flush(Outbox<T> outbox)
    {
        if (outbox.Way == WayOut.Direct)
        {
            CloseBatch(outbox);
            return;
        }
        Span<T> records = outbox.Records.AsSpan(0, outbox.Count);
        outbox.Count = 0;
        if (outbox.Way == WayOut.Here)
        {
            if (!records.IsEmpty) HandOver(outbox, records);
        }
        else
        {
            for (Span<T> rest = records; !rest.IsEmpty;)
            {
                int packed = Pack(outbox, rest[..Math.Min(rest.Length, outbox.Limit)]);
                rest = rest[packed..];
            }
        }
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) records.Clear();
    }

    [MethodImpl(Compiled.Once)]
    private void HandOver(Outbox<T> outbox, ReadOnlySpan<T> records)
    {
        _ledger.Collect(records.Length);
        OperatorLedger before = _env.Ledgers.Current;
        _env.Ledgers.Current = _ledger;
        try
        {
            _receiver.Receive(outbox.Source, outbox.Target, records);
        }
        finally
        {
            _env.Ledgers.Current = before;
        }
    }

    /// <summary>
    /// Packs a batch into the outbox's message and returns how many records it took: fewer, when they are much larger than those before. How many records the
    /// outbox collects follows the bytes that they take.
    /// </summary>
    [MethodImpl(Compiled.Once)]
    private int Pack(Outbox<T> outbox, ReadOnlySpan<T> records)
    {
        if (outbox.Writer is { } full && full.Written + outbox.LastBatchBytes > _chunkBytes) Send(outbox);
        ChunkWriter writer = outbox.Writer ??= NewWriter(outbox);
        int before = writer.Written;
        try
        {
            records = records[..Batch.Write(writer, _packer, outbox.Source, records, LargestBatch * _chunkBytes)];
        }
        catch (ChunkFullException e)
        {
            throw new ChunkFullException($"{_env.PlaceOf(_name, outbox.Source, outbox.Target)}: a record of type {typeof(T)} is too large: {e.Message}", e);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(_env.PlaceOf(_name, outbox.Source, outbox.Target), $"packing {records.Length:N0} records of type {typeof(T)}", e);
        }
        outbox.LastBatchBytes = writer.Written - before;
        outbox.PackedRecords += records.Length;
        if (_way == ExchangeWay.AsRouted) _ledger.Collect(records.Length);
        outbox.Limit = Math.Clamp((int)((long)records.Length * _chunkBytes / outbox.LastBatchBytes), 1, Math.Min(2 * outbox.Limit, _chunkRecords));
        HoldBuffers(outbox, writer);
        if (writer.Written >= _chunkBytes) Send(outbox);
        return records.Length;
    }

    /// <summary>
    /// Begins a batch of plain records in the outbox's message, which is sent before where it has no room; what is then written lies where it will be sent from.
    /// </summary>
    [MethodImpl(Compiled.Once)]
    private void OpenBatch(Outbox<T> outbox)
    {
        CloseBatch(outbox);
        if (outbox.Writer is { } full && full.Written + Outbox<T>.LeastBytes > _chunkBytes) Send(outbox);
        // While it was sent somebody else may have added.
        if (outbox.HasRoom) return;
        ChunkWriter writer = outbox.Writer ??= NewWriter(outbox);
        outbox.Open(_chunkBytes, _chunkRecords);
        HoldBuffers(outbox, writer);
    }

    private void CloseBatch(Outbox<T> outbox)
    {
        int records = outbox.Close();
        outbox.PackedRecords += records;
        if (records > 0 && _way == ExchangeWay.AsRouted) _ledger.Collect(records);
    }

    [MethodImpl(Compiled.Once)]
    private void Unpack(int source, int target, ReadOnlySpan<byte> packed, Span<T> records)
    {
        ChunkReader batch = new(packed);
        try
        {
            _packer.Unpack(ref batch, records);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(_env.PlaceOf(_name, source, target), $"unpacking {records.Length:N0} records of type {typeof(T)}", e);
        }
        if (batch.Remaining > 0) throw new CorruptChunkException($"{batch.Remaining} bytes are left behind a batch of {records.Length} records: the packer does not read all that it writes.");
    }

    /// <summary>Room for what the outbox now collects, and an account of what it holds.</summary>
    private void HoldBuffers(Outbox<T> outbox, ChunkWriter writer)
    {
        if (writer.Capacity != outbox.WriterBytes) _ledger.HoldBuffers(writer.Capacity - outbox.WriterBytes);
        outbox.WriterBytes = writer.Capacity;
        if (outbox.Limit <= outbox.Records.Length) return;
        long before = BytesOf(outbox.Records);
        outbox.Records = new T[Math.Min(_chunkRecords, 2 * outbox.Limit)];
        _ledger.HoldBuffers(BytesOf(outbox.Records) - before);
    }

    /// <summary>A buffer for the next message: the first for a target begins small, so that targets which get little cost little.</summary>
    private ChunkWriter NewWriter(Outbox<T> outbox)
    {
        ChunkWriter writer = new(_env.Pool, outbox.HasSent ? _chunkBytes : Math.Min(_chunkBytes, FirstWriterBytes));
        writer.Take(ChunkHeader.Bytes);
        return writer;
    }

    private void Send(Outbox<T> outbox)
    {
        if (outbox.Writer is not { } writer) return;
        outbox.Writer = null;
        outbox.HasSent = true;
        _ledger.HoldBuffers(-outbox.WriterBytes);
        outbox.WriterBytes = 0;
        if (_relay is not null)
        {
            SendByGrid(_relay, outbox, writer.Detach());
            return;
        }
        ChunkBuffer message = _env.Codec.Seal(
            writer.Detach(), Id, MessageKind.Data, outbox.Source, outbox.Target, outbox.PackedRecords, _env.Compresses(outbox.Worker));
        outbox.PackedRecords = 0;
        if (_way == ExchangeWay.Second) _env.Engine.Post(this, outbox.Worker, message);
        else _env.Engine.Send(this, outbox.Worker, message);
    }

    private static void SendByGrid(GridRelay relay, Outbox<T> outbox, ChunkBuffer packed)
    {
        int records = outbox.PackedRecords;
        outbox.PackedRecords = 0;
        relay.Send(outbox.Worker, outbox.Target, records, packed.Span[ChunkHeader.Bytes..packed.Length]);
        packed.Return();
    }

    private void SendMark()
    {
        if (_barrier.IsPassed) return;
        ChunkBuffer mark = _env.Pool.Rent(ChunkHeader.Bytes);
        mark.Length = ChunkHeader.Bytes;
        mark = _env.Codec.Seal(mark, Id, MessageKind.Mark, -1, -1, _barrier.Round, compress: false);
        _env.Engine.Post(this, _barrier.MarkGoesTo, mark);
    }
}
