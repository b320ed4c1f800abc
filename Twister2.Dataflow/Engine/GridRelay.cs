using Parcel = (int Target, int Records, byte[] Batches);

namespace Twister2.Dataflow.Engine;

/// <summary>Takes a chunk for a task of this worker.</summary>
internal delegate void TakeChunk(int target, int records, ReadOnlySpan<byte> batches);

/// <summary>
/// The sparse way of an all-to-all: the workers stand in a grid, a chunk goes along the row of its sender to the column of its receiver, and from there along that column. Each worker has links, and
/// buffers, to 2 √N others in place of N − 1, and small chunks travel together; records travel twice.
/// </summary>
/// <remarks>
/// Each way is an exchange of its own. What is to be passed on is bounded: a worker that holds too much of it takes no more of the first way. It always takes what comes on the second, which goes no
/// further, so what is passed on always gets away. Records of a source task for a target task go one way, and stay in order.
/// </remarks>
internal sealed class GridRelay : IExchangeReceiver<Parcel>
{
    // Messages on the second way that others have not taken, before no more is passed on.
    private const int PassedInFlight = 64;

    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly TakeChunk _take;
    private readonly Exchange<Parcel> _first, _second;
    private readonly Diagnosis.OperatorLedger _ledger;
    private readonly Queue<Parcel> _passing = new();
    private long _passingBytes;
    private bool _isPassing, _hasPassedAll;

    public GridRelay(DataflowEnvironment env, string name, LogicalPlan plan, TakeChunk take)
    {
        _env = env;
        _plan = plan;
        _take = take;
        _ledger = env.Ledgers.Current;
        LogicalPlan workers = env.EveryWorker;
        _first = new Exchange<Parcel>(env, name, workers, ParcelPacker.Instance, this, ExchangeWay.First);
        _second = new Exchange<Parcel>(env, name, workers, ParcelPacker.Instance, new Arrivals(this), ExchangeWay.Second);
    }

    /// <summary>Whether everything that any worker sent has arrived.</summary>
    public bool IsComplete => _second.IsComplete;

    /// <summary>What it waits for.</summary>
    public Diagnosis.EdgeWait Wait => _first.IsComplete ? _second.Wait : _first.Wait;

    bool IExchangeReceiver<Parcel>.TakesPacked => true;

    bool IExchangeReceiver<Parcel>.TakesMore => _passingBytes < _env.Options.BytesInFlight;

    /// <summary>Workers that one of so many has links to, on each of the two ways.</summary>
    public static int LinksOf(int workers) => Columns(workers) + 1;

    /// <summary>The worker by which a chunk goes. Where the last row is not full, that may lie in the column of the sender.</summary>
    public static int Between(int from, int to, int workers)
    {
        int columns = Columns(workers);
        int hop = from / columns * columns + to % columns;
        return hop < workers ? hop : to / columns * columns + from % columns;
    }

    /// <summary>Sends a chunk to a task of another worker. It may wait for room.</summary>
    public void Send(int worker, int target, int records, ReadOnlySpan<byte> batches)
    {
        Parcel parcel = (target, records, batches.ToArray());
        int hop = Between(_env.Worker, worker, _env.WorkerCount);
        if (hop != _env.Worker)
        {
            _first.Add(_env.Worker, hop, in parcel);
            return;
        }
        if (!MayPass) _env.Engine.WaitForRoom(() => MayPass, _second);
        _second.Add(_env.Worker, worker, in parcel);
    }

    /// <summary>This worker sends no more of its own.</summary>
    public void Finish() => _first.Finish();

    /// <summary>Passes on what others sent; when there can be no more of it, ends the second way. Returns whether it did anything.</summary>
    public bool Advance()
    {
        if (_isPassing || _hasPassedAll) return false;
        _isPassing = true;
        bool moved = false;
        while (_passing.Count > 0 && MayPass)
        {
            Parcel parcel = _passing.Dequeue();
            HoldPassing(-parcel.Batches.Length);
            _second.Add(_env.Worker, _plan.WorkerOfTarget(parcel.Target), in parcel);
            moved = true;
        }
        _isPassing = false;
        if (!_first.IsComplete || _passing.Count > 0) return moved;
        _hasPassedAll = true;
        _second.Finish();
        return true;
    }

    /// <summary>Stops listening.</summary>
    public void Close()
    {
        _env.Engine.Close(_first);
        _env.Engine.Close(_second);
    }

    void IExchangeReceiver<Parcel>.Receive(int source, int target, ReadOnlySpan<Parcel> parcels) =>
        throw new InvalidOperationException("What goes to the same worker does not go by the first way.");

    void IExchangeReceiver<Parcel>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed)
    {
        ChunkReader reader = new(packed);
        for (; count > 0; count--)
        {
            int to = reader.Read<int>(), records = reader.Read<int>();
            ReadOnlySpan<byte> batches = reader.Take(reader.Read<int>());
            if ((uint)to >= (uint)_plan.Targets) throw new CorruptChunkException($"A chunk for task {to}, of {_plan.Targets}.");
            if (_plan.WorkerOfTarget(to) == _env.Worker)
            {
                _take(to, records, batches);
                continue;
            }
            // Not passed on from here: that may take other messages, before this one is taken wholly.
            _passing.Enqueue((to, records, batches.ToArray()));
            HoldPassing(batches.Length);
        }
    }

    private void HoldPassing(int bytes)
    {
        _passingBytes += bytes;
        _ledger.HoldBuffers(bytes);
    }

    private bool MayPass => _env.Engine.SendsOf(_second) < PassedInFlight;

    private static int Columns(int workers) => (int)Math.Ceiling(Math.Sqrt(workers));

    /// <summary>Takes what comes by the second way.</summary>
    private sealed class Arrivals(GridRelay relay) : IExchangeReceiver<Parcel>
    {
        public bool TakesPacked => true;

        public void Receive(int source, int target, ReadOnlySpan<Parcel> parcels) => throw new InvalidOperationException("What goes to the same worker does not go by the second way.");

        public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed)
        {
            ChunkReader reader = new(packed);
            for (; count > 0; count--)
            {
                int to = reader.Read<int>(), records = reader.Read<int>();
                relay._take(to, records, reader.Take(reader.Read<int>()));
            }
        }
    }

    /// <summary>Packs parcels one behind the other. They are read where they arrive, and never unpacked as a whole.</summary>
    private sealed class ParcelPacker : IDataPacker<Parcel>
    {
        public static readonly ParcelPacker Instance = new();

        public void Pack(ReadOnlySpan<Parcel> items, ChunkWriter writer)
        {
            foreach ((int target, int records, byte[] batches) in items)
            {
                writer.Write(target);
                writer.Write(records);
                writer.Write(batches.Length);
                writer.Write(batches);
            }
        }

        public void Unpack(ref ChunkReader reader, Span<Parcel> items)
        {
            foreach (ref Parcel item in items)
            {
                int target = reader.Read<int>(), records = reader.Read<int>();
                item = (target, records, reader.Take(reader.Read<int>()).ToArray());
            }
        }
    }
}
