using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Engine;

/// <summary>Takes what a broadcast brings to this worker, once for all its target tasks.</summary>
internal interface IBroadcastReceiver<T>
{
    void Receive(int source, ReadOnlySpan<T> records);

    /// <summary>Takes a batch as its packer wrote it; the bytes are the caller's.</summary>
    void ReceivePacked(int source, int count, ReadOnlySpan<byte> packed);
}

/// <summary>
/// Every source's records go to every worker that has a target task. A chunk goes down a <see cref="WorkerTree"/> that has its worker at the top, and on from worker to worker while the next
/// one is being filled: no link carries it twice, and nobody sends it more than four times. Each worker's tree burdens other workers.
/// </summary>
/// <remarks>
/// The end: all workers agree on how many chunks there were (<see cref="TreeAgreement{T}"/>), and each waits until it has so many. What is little goes with that agreement instead of a tree of
/// its own, so that a few bytes from each of N workers cost 2 N messages and not N².
/// </remarks>
internal sealed class TreeBroadcast<T> : IEdge, IDisposable
{
    // Bytes of all workers together that may go with the agreement.
    private const int LittleBytes = 256 << 10;

    // How many times a chunk's bytes a batch may take, and how many records it has before it is known how large they are.
    private const int LargestBatch = 2, FirstBatch = 16;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly LogicalPlan _plan;
    private readonly IDataPacker<T> _packer;
    private readonly IBroadcastReceiver<T> _receiver;
    private readonly TreeAgreement<BroadcastEnd> _agreement;
    private readonly SpillingQueue _toForward;
    private readonly Dictionary<int, int[]> _childrenOf = [];
    private readonly int[] _targetWorkers;
    private readonly bool _hasTarget;
    private readonly bool _isAlone;
    private readonly T[] _records;
    private int _count;
    private int _source;
    private int _limit;
    private ChunkWriter? _writer;
    private int _packedRecords;
    private long _sent;
    private long _received;
    private bool _hasLittle;

    public TreeBroadcast(DataflowEnvironment env, string name, LogicalPlan plan, IBroadcastReceiver<T> receiver)
    {
        if (plan.Workers != env.WorkerCount)
            throw new ArgumentException($"{name}: the plan is for {plan.Workers} workers, the job has {env.WorkerCount}.", nameof(plan));
        _env = env;
        _name = name;
        _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), plan.PlaceOf(name, env.Worker));
        _plan = plan;
        _receiver = receiver;
        _targetWorkers = WorkerTree.ByNode(Enumerable.Range(0, plan.Targets).Select(plan.WorkerOfTarget), env.NodeOf);
        _hasTarget = _targetWorkers.Contains(env.Worker);
        _isAlone = _targetWorkers.All(worker => worker == env.Worker);
        _records = new T[Math.Clamp(env.Options.ChunkBytes / Unsafe.SizeOf<T>(), 1, env.Options.ChunkRecords)];
        _limit = Math.Min(FirstBatch, _records.Length);
        _toForward = new SpillingQueue(env, name);
        Id = env.NextEdge(name, typeof(T), plan);
        // With one source's worker all that is little is there already where it goes out from.
        _agreement = new(env, name, plan.WorkerOfSource(0), BroadcastEnd.Combine, goesDown: true, new BroadcastEnd.Packer());
        env.Engine.Open(this);
        env.Engine.Open(_agreement);
    }

    public EdgeId Id { get; }

    public bool IsComplete => _agreement.IsComplete && _hasLittle && _toForward.Count == 0 && _received == Expected;

    private long Expected => _hasTarget ? _agreement.Result.Chunks - _sent : 0;

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        if (_source != source) Flush();
        _source = source;
        while (!records.IsEmpty)
        {
            if (_count == 0 && records.Length >= _limit)
            {
                TakeHere(records);
                Pack(records);
                return;
            }
            int taken = Math.Min(records.Length, _limit - _count);
            records[..taken].CopyTo(_records.AsSpan(_count));
            _count += taken;
            records = records[taken..];
            if (_count >= _limit) Flush();
        }
    }

    /// <summary>Says that this worker adds no more.</summary>
    public void Finish()
    {
        Flush();
        byte[] little = [];
        if (_writer is { } last)
        {
            if (_sent > 0 || last.Written - ChunkHeader.Bytes > LittleBytes / _env.WorkerCount)
            {
                Send();
            }
            else
            {
                ChunkBuffer packed = last.Detach();
                little = packed.Span[ChunkHeader.Bytes..packed.Length].ToArray();
                packed.Return();
            }
            _writer = null;
        }
        _agreement.Give(new BroadcastEnd(_sent, little));
    }

    public void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        if ((uint)header.SourceTask >= (uint)_plan.Sources) throw new CorruptChunkException($"A chunk of source task {header.SourceTask}, which does not exist.");
        if (!_hasTarget) throw new CorruptChunkException($"A chunk for worker {_env.Worker}, which has no target task.");
        _received++;
        if (ChildrenOf(_plan.WorkerOfSource(header.SourceTask)) is { Length: > 0 } children)
        {
            // What cannot go on now must not hold up those who send here: they may be waiting for each other.
            if (_toForward.Count == 0 && _env.Engine.HasRoom) new Fanout(_env, this, header.SourceTask, header.Records).Post(Fanout.CopyOf(_env.Pool, payload), children);
            else _toForward.Enqueue((long)header.SourceTask << 32 | (uint)header.Records, payload);
        }
        TakeBatches(payload, header.Records, -1);
    }

    public bool Advance()
    {
        bool moved = false;
        while (_toForward.Count > 0 && _env.Engine.HasRoom)
        {
            int source = (int)(_toForward.FirstTag >> 32), records = (int)_toForward.FirstTag;
            new Fanout(_env, this, source, records).Post(_toForward.Dequeue(ChunkHeader.Bytes), ChildrenOf(_plan.WorkerOfSource(source)));
            moved = true;
        }
        if (!_hasLittle && _agreement.IsComplete)
        {
            _hasLittle = true;
            if (_hasTarget) TakeBatches(_agreement.Result.Little, int.MaxValue, _env.Worker);
            moved = true;
        }
        return moved;
    }

    public EdgeWait Wait =>
        !_agreement.IsComplete ? _agreement.Wait
        : IsComplete ? new(WaitStage.Complete)
        // The chunks are on their way already; who has them just now is not known here.
        : _received < Expected ? new(WaitStage.Ending)
        : new(_toForward.Count > 0 ? WaitStage.Sending : WaitStage.Working);

    public string DescribeWait() =>
        !_agreement.IsComplete ? _agreement.DescribeWait()
        : _received < Expected ? $"{_name} (operator {Id.Sequence}): worker {_env.Worker} has {_received} of {Expected} chunks; the others are on their way to it"
        : _toForward.Count > 0 ? $"{_name} (operator {Id.Sequence}): worker {_env.Worker} has {_toForward.Count} chunks to forward; others have not taken those before them yet"
        : $"{_name} (operator {Id.Sequence})";

    public void Dispose()
    {
        _env.Engine.Close(this);
        _env.Engine.Close(_agreement);
        _toForward.Dispose();
    }

    private void Flush()
    {
        Span<T> records = _records.AsSpan(0, _count);
        _count = 0;
        if (records.IsEmpty) return;
        TakeHere(records);
        Pack(records);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) records.Clear();
    }

    private void TakeHere(ReadOnlySpan<T> records)
    {
        if (_hasTarget) _receiver.Receive(_source, records);
    }

    /// <summary>Packs records, a bounded number of bytes at a time, and sends what is full.</summary>
    private void Pack(ReadOnlySpan<T> records)
    {
        if (_isAlone)
        {
            _limit = _records.Length;
            return;
        }
        while (!records.IsEmpty)
        {
            ChunkWriter writer = _writer ??= NewWriter();
            int before = writer.Written;
            int packed = Batch.Write(writer, _packer, _source, records[..Math.Min(records.Length, _limit)], LargestBatch * _env.Options.ChunkBytes);
            _packedRecords += packed;
            records = records[packed..];
            _limit = Math.Clamp((int)((long)packed * _env.Options.ChunkBytes / (writer.Written - before)), 1, Math.Min(2 * _limit, _records.Length));
            if (writer.Written >= _env.Options.ChunkBytes) Send();
        }
    }

    private ChunkWriter NewWriter()
    {
        ChunkWriter writer = new(_env.Pool, _env.Options.ChunkBytes);
        writer.Take(ChunkHeader.Bytes);
        return writer;
    }

    private void Send()
    {
        ChunkBuffer packed = _writer!.Detach();
        int records = _packedRecords;
        _writer = null;
        _packedRecords = 0;
        _sent++;
        new Fanout(_env, this, _source, records).Send(packed, ChildrenOf(_env.Worker));
    }

    /// <summary>Gives the receiver what is not of <paramref name="exceptWorker"/>.</summary>
    private void TakeBatches(ReadOnlySpan<byte> payload, int records, int exceptWorker)
    {
        ChunkReader reader = new(payload);
        while (reader.Remaining > 0)
        {
            ReadOnlySpan<byte> packed = Batch.Read(ref reader, ref records, out int source, out int count);
            if ((uint)source >= (uint)_plan.Sources) throw new CorruptChunkException($"A batch of source task {source}, which does not exist.");
            if (_plan.WorkerOfSource(source) != exceptWorker) _receiver.ReceivePacked(source, count, packed);
        }
    }

    /// <summary>To whom this worker sends, or sends on, what comes from a worker.</summary>
    private int[] ChildrenOf(int root)
    {
        if (_childrenOf.TryGetValue(root, out int[]? known)) return known;
        int[] members = _targetWorkers.Contains(root) ? _targetWorkers : WorkerTree.ByNode([root, .. _targetWorkers], _env.NodeOf);
        return _childrenOf[root] = [.. new WorkerTree(members, root, _env.Worker, _env.NodeOf).Down];
    }
}
