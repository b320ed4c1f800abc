using System.Diagnostics;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>What a worker waits for.</summary>
internal enum WaitKind
{
    /// <summary>Others have not sent, or not finished.</summary>
    Peers,

    /// <summary>Others have not taken what was sent, and no more may be on its way.</summary>
    Room,
}

/// <summary>Counts what one operator does on this worker. Whoever moves a chunk, a block or memory for an operator writes it down here; nobody does for a single record.</summary>
internal sealed class OperatorLedger(string name)
{
    private readonly Dictionary<int, LinkLedger> _links = [];
    private TrafficCount _sent, _received;

    // Operators count themselves what is added where not all of it goes through an exchange as it is.
    private bool _countsAdded;
    private long _recordsAdded, _recordsCollected, _waitedForPeers, _waitedForRoom, _waitedForMemory, _memory, _peakMemory, _buffers, _peakBuffers;

    public string Name => name;

    /// <summary>The number of its first edge; -1 before it has one.</summary>
    public long Number { get; set; } = -1;

    /// <summary>Whether it is that of all collectives of a name.</summary>
    public bool IsCollective { get; init; }

    /// <summary>How many operators it stands for.</summary>
    public long Operators { get; set; } = 1;

    public bool HasEnded { get; set; }

    /// <summary>What it counts for beside itself, together with the runs before it; null for what is no stage.</summary>
    public StageLedger? Stage { get; set; }

    /// <summary>It was disposed of before it was complete: others may never take what it sent.</summary>
    public bool IsGivenUp { get; set; }

    public long BytesSpilled { get; private set; }

    /// <summary>Source tasks of this worker that have not finished.</summary>
    public Func<int[]>? SourcesNotFinished { get; set; }

    /// <summary>Workers that it has links to.</summary>
    public int Links => _links.Count;

    /// <summary>An edge was opened for it.</summary>
    public void Opens(long sequence)
    {
        if (Number < 0 || IsCollective) Number = sequence;
    }

    /// <summary>Counts records that source tasks added.</summary>
    public void AddRecords(long records)
    {
        _countsAdded = true;
        _recordsAdded += records;
        Stage?.Add(records);
    }

    /// <summary>Records that came to an exchange: what was added, unless the operator counts itself.</summary>
    public void Collect(long records)
    {
        _recordsCollected += records;
        Stage?.Collect(records);
    }

    public void CountSent(int worker, in ChunkHeader header, int length)
    {
        LinkLedger link = LinkTo(worker);
        _sent.Count(in header, length);
        bool hasRecords = header.Kind == MessageKind.Data;
        Stage?.Send(hasRecords ? header.Records : 0, hasRecords ? header.RawLength : 0, length);
        link.Sent.Count(in header, length);
        link.LastSent = Stopwatch.GetTimestamp();
    }

    public void CountReceived(int worker, in ChunkHeader header, int length)
    {
        LinkLedger link = LinkTo(worker);
        _received.Count(in header, length);
        link.Received.Count(in header, length);
        link.LastReceived = Stopwatch.GetTimestamp();
    }

    public void Waited(WaitKind kind, long ticks)
    {
        if (kind == WaitKind.Peers) _waitedForPeers += ticks;
        else _waitedForRoom += ticks;
        Stage?.Wait(ticks);
    }

    public void WaitedForMemory(long ticks) => _waitedForMemory += ticks;

    public void Spilled(long bytes)
    {
        BytesSpilled += bytes;
        Stage?.Spill(bytes);
    }

    /// <summary>Takes memory, or, with a negative number, gives it back.</summary>
    public void Hold(long bytes)
    {
        _memory += bytes;
        _peakMemory = Math.Max(_peakMemory, _memory);
    }

    /// <summary>Takes buffers for messages, or, with a negative number, gives them back.</summary>
    public void HoldBuffers(long bytes)
    {
        _buffers += bytes;
        _peakBuffers = Math.Max(_peakBuffers, _buffers);
    }

    /// <summary>Forgets the single links.</summary>
    public void DropLinks()
    {
        _links.Clear();
        _links.TrimExcess();
    }

    /// <summary>Adds what an operator of the same name did that has ended.</summary>
    public void Add(OperatorLedger ended)
    {
        Operators += ended.Operators;
        Number = Math.Max(Number, ended.Number);
        AddRecords(ended.RecordsAdded);
        _sent.Add(in ended._sent);
        _received.Add(in ended._received);
        BytesSpilled += ended.BytesSpilled;
        _waitedForPeers += ended._waitedForPeers;
        _waitedForRoom += ended._waitedForRoom;
        _waitedForMemory += ended._waitedForMemory;
        _peakMemory = Math.Max(_peakMemory, ended._peakMemory);
        _peakBuffers = Math.Max(_peakBuffers, ended._peakBuffers);
    }

    public OperatorStatistics ToStatistics() => new()
    {
        Name = name,
        Number = Number,
        Operators = Operators,
        HasEnded = HasEnded,
        RecordsAdded = RecordsAdded,
        Sent = _sent.ToTraffic(),
        Received = _received.ToTraffic(),
        BytesSpilled = BytesSpilled,
        WaitedForPeers = Stopwatch.GetElapsedTime(0, _waitedForPeers),
        WaitedForRoom = Stopwatch.GetElapsedTime(0, _waitedForRoom),
        WaitedForMemory = Stopwatch.GetElapsedTime(0, _waitedForMemory),
        Memory = _memory,
        PeakMemory = _peakMemory,
        Buffers = _buffers,
        PeakBuffers = _peakBuffers,
        Links = [.. _links.OrderBy(link => link.Key).Select(link => link.Value.ToStatistics(link.Key))],
    };

    private long RecordsAdded => _countsAdded ? _recordsAdded : _recordsCollected;

    private LinkLedger LinkTo(int worker)
    {
        ref LinkLedger? link = ref CollectionsMarshal.GetValueRefOrAddDefault(_links, worker, out _);
        return link ??= new LinkLedger();
    }
}
