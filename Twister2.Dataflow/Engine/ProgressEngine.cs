using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Moves one worker's dataflow messages: starts sends, matches and takes messages, gives them to their edges in order. It has no thread: whoever
/// waits, or has produced a chunk, makes progress.
/// </summary>
/// <remarks>
/// Only edges that are open are asked for messages; what is sent to a worker that has not come so far waits at the sender. What the lists hold are objects, one for each message: the runtime's
/// collections of a struct of ours would have to be compiled when a job starts.
/// </remarks>
internal sealed class ProgressEngine(
    ITransport transport, BufferPool pool, ChunkCodec codec, DataflowOptions options, DataflowCounters counters, OperatorLedgers ledgers, ILogger logger)
{
    // Messages matched but not yet here, per edge: enough to keep a link busy, few enough to bound memory.
    private const int ReceivesInFlight = 8;

    // Sends on their way at a time, whatever their size, how many of them one round looks at, and how many that are not done: each look makes MPI look at all that it has to do.
    private const int SendsInFlight = 1024, SendsPerRound = 64, PendingPerRound = 8;

    private readonly List<EdgeState> _edges = [];
    private readonly List<PendingMessage> _sends = [];
    private readonly List<Waiting> _waits = [];
    private long _bytesInFlight;
    private int _nextToTest;
    private int _sending;
    private bool _waitsForRoom = true;
    private long _drainsSince;

    private sealed class PendingMessage(IPendingSend send, ChunkBuffer buffer, EdgeState edge, int worker)
    {
        public readonly IPendingSend Send = send;
        public readonly ChunkBuffer Buffer = buffer;
        public readonly EdgeState Edge = edge;
        public readonly int Worker = worker;
        public readonly long Since = Stopwatch.GetTimestamp();
    }

    private sealed class ArrivingMessage(IPendingReceive receive, ChunkBuffer buffer)
    {
        public readonly IPendingReceive Receive = receive;
        public readonly ChunkBuffer Buffer = buffer;
    }

    private sealed class Waiting(OperatorLedger ledger)
    {
        public readonly OperatorLedger Ledger = ledger;
        public readonly long Since = Stopwatch.GetTimestamp();
    }

    private sealed class EdgeState(IEdge edge, OperatorLedger ledger)
    {
        public readonly IEdge Edge = edge;
        public readonly OperatorLedger Ledger = ledger;
        public readonly Queue<ArrivingMessage> Receives = new();
        public int Sends;
    }

    /// <summary>Whether sends waited for room before.</summary>
    public readonly struct RoomMode(ProgressEngine engine, bool waits) : IDisposable
    {
        public void Dispose() => engine._waitsForRoom = waits;
    }

    /// <summary>Edges that listen.</summary>
    public int OpenEdges => _edges.Count;

    /// <summary>Asked in each round, also by those that wait: throws where the worker has to give up, because another of its threads failed or somebody wants it to end.</summary>
    public Action? CheckStop { get; set; }

    /// <summary>Keeps what is done when; null where nobody has asked for that.</summary>
    public TraceLog? Trace { get; set; }

    /// <summary>What is to be told of waits that take long.</summary>
    public WaitWatch Watch { get; } = new();

    /// <summary>Begins to listen, for an operator: where none is given, for the one that is being built.</summary>
    public void Open(IEdge edge, OperatorLedger? ledger = null)
    {
        ledger ??= ledgers.Current;
        ledger.Opens(edge.Id.Sequence);
        _edges.Add(new EdgeState(edge, ledger));
    }

    /// <summary>The operators that have an edge which listens, or messages that others have not taken, in the order of opening.</summary>
    public IEnumerable<OperatorLedger> Operators() => _edges.Select(static state => state.Ledger).Concat(_sends.Select(static send => send.Edge.Ledger)).Distinct();

    /// <summary>The operator of an edge that listens.</summary>
    public OperatorLedger LedgerOf(IEdge edge) => StateOf(edge).Ledger;

    /// <summary>The edges of an operator that listen, in the order of opening.</summary>
    public IEdge[] EdgesOf(OperatorLedger ledger) => [.. _edges.Where(state => state.Ledger == ledger).Select(static state => state.Edge)];

    /// <summary>What others have not taken yet of an operator's messages, a line for each of them, in the order of their numbers.</summary>
    public AwaitedWorker[] NotTakenOf(OperatorLedger ledger)
    {
        Dictionary<int, AwaitedWorker> workers = [];
        foreach (PendingMessage send in _sends)
        {
            if (send.Edge.Ledger != ledger) continue;
            AwaitedWorker before = workers.GetValueOrDefault(send.Worker, new(send.Worker, Awaited.Taking));
            TimeSpan since = Stopwatch.GetElapsedTime(send.Since);
            workers[send.Worker] = before with
            {
                Messages = before.Messages + 1,
                Bytes = before.Bytes + send.Buffer.Length,
                Oldest = since > before.Oldest ? since : before.Oldest,
            };
        }
        AwaitedWorker[] all = [.. workers.Values];
        Array.Sort(all, static (a, b) => a.Worker.CompareTo(b.Worker));
        return all;
    }

    /// <summary>Since when this worker has been waiting in an operator; null when it is not.</summary>
    public long? BlockedSince(OperatorLedger ledger)
    {
        for (int i = _waits.Count - 1; i >= 0; i--)
            if (_waits[i].Ledger == ledger) return _waits[i].Since;
        return _drainsSince > 0 && _sends.Exists(send => send.Edge.Ledger == ledger) ? _drainsSince : null;
    }

    /// <summary>Ends an edge to which nothing more comes. Its last sends may still be on their way.</summary>
    public void Close(IEdge edge)
    {
        if (_edges.RemoveAll(state => ReferenceEquals(state.Edge, edge)) > 0) edge.OnClosed();
    }

    /// <summary>Whether all messages that this worker sent on the edge were matched by their receivers.</summary>
    public bool AllMatched(IEdge edge) => SendsOf(edge) == 0;

    /// <summary>Messages of the edge that their receivers have not matched.</summary>
    public int SendsOf(IEdge edge) => StateOf(edge).Sends;

    /// <summary>Whether messages of the edge were matched here and have not been given to it yet.</summary>
    public bool IsReceiving(IEdge edge) => StateOf(edge).Receives.Count > 0;

    /// <summary>
    /// Sends a message and takes over its buffer. While more than the allowed bytes are on their way it makes progress first, receiving
    /// included, so two workers that flood each other both go on.
    /// </summary>
    public void Send(IEdge edge, int worker, ChunkBuffer message)
    {
        _sending++;
        // Not where this message alone passes the bound: a producer that was told of room must not have to wait for it.
        if (_waitsForRoom && !HasRoom) WaitUntil(() => HasRoom, edge, WaitKind.Room);
        Post(edge, worker, message);
        Progress();
        _sending--;
    }

    /// <summary>
    /// Until the result is disposed of, sends wait for room or do not: not for the records of one call whose producer was told that there is room, and may have to do something else before
    /// others take what it sends. These records may pass the bound.
    /// </summary>
    public RoomMode WaitForRoom(bool waits)
    {
        RoomMode before = new(this, _waitsForRoom);
        _waitsForRoom = waits;
        return before;
    }

    /// <summary>Waits for room in the middle of adding, otherwise than for a message.</summary>
    public void WaitForRoom(Func<bool> condition, IEdge edge)
    {
        if (!_waitsForRoom) return;
        _sending++;
        WaitUntil(condition, edge, WaitKind.Room);
        _sending--;
    }

    /// <summary>Whether an operator is in the middle of adding: then code of the user, which might add to the same one, has to wait.</summary>
    public bool IsSending => _sending > 0;

    /// <summary>Starts a send and takes over the buffer, without waiting and without making progress: for the small messages of an edge that is being advanced.</summary>
    public void Post(IEdge edge, int worker, ChunkBuffer message)
    {
        EdgeState state = StateOf(edge);
        _sends.Add(new PendingMessage(transport.Send(worker, edge.Id.Number, message.Message), message, state, worker));
        state.Ledger.CountSent(worker, MemoryMarshal.Read<ChunkHeader>(message.Span), message.Length);
        state.Ledger.HoldBuffers(message.Capacity);
        state.Sends++;
        _bytesInFlight += message.Capacity;
        counters.CountSent(worker, message.Length);
    }

    /// <summary>
    /// Waits until everything that was sent has been matched, also on edges that are closed. Without end: the receivers may compute for hours before they come to it, and where
    /// one has failed, MPI ends this process too. Not for operators that were given up, most of them because something failed here: nobody could tell of it while this waited.
    /// </summary>
    public void Drain()
    {
        Backoff backoff = new();
        WaitClock clock = new(options.ReportWaitAfter);
        _drainsSince = Stopwatch.GetTimestamp();
        Watch.IsWaiting = true;
        while (_sends.Exists(static send => !send.Edge.Ledger.IsGivenUp))
        {
            if (CompleteSends()) backoff.Reset();
            else backoff.Pause();
            Watch.TellIfAsked();
            if (clock.IsDue(out long seconds)) Log.Waiting(logger, seconds, $"Others have not taken the last {_sends.Count} messages of worker {transport.Worker} yet");
        }
    }

    /// <summary>One round: sends that are done, messages that are there, edges that can go on. Returns whether anything happened.</summary>
    public bool Progress()
    {
        CheckStop?.Invoke();
        bool moved = CompleteSends();
        Watch.TellIfAsked();
        OperatorLedger before = ledgers.Current;
        try
        {
            // By index: an edge may open or close others while it goes on.
            for (int i = 0; i < _edges.Count; i++)
            {
                EdgeState state = _edges[i];
                // What an edge makes while it goes on is its operator's.
                ledgers.Current = state.Ledger;
                moved |= Receive(state);
                moved |= state.Edge.Advance();
            }
        }
        finally
        {
            ledgers.Current = before;
        }
        return moved;
    }

    /// <summary>Makes progress until the condition holds, ever more rarely while nothing happens, and tells the log what it waits for when that takes long.</summary>
    public void WaitUntil(Func<bool> condition, IEdge waitsFor, WaitKind kind = WaitKind.Peers)
    {
        if (condition()) return;
        Backoff backoff = new();
        WaitClock clock = new(options.ReportWaitAfter);
        Waiting waiting = new(StateOf(waitsFor).Ledger);
        long since = waiting.Since;
        _waits.Add(waiting);
        Watch.IsWaiting = true;
        try
        {
            while (!condition())
            {
                bool moved = Progress();
                if (moved) backoff.Reset();
                else backoff.Pause();
                // Only rounds in which nothing moved are time lost; what this worker does for others meanwhile is not.
                long now = Stopwatch.GetTimestamp();
                if (!moved)
                {
                    waiting.Ledger.Waited(kind, now - since);
                    counters.WaitedTicks += now - since;
                }
                since = now;
                if (clock.IsDue(out long seconds)) Log.Waiting(logger, seconds, Watch.Describe(waitsFor));
            }
        }
        finally
        {
            Trace?.Add(waiting.Ledger.Name, TraceKind.Wait, waiting.Since, kind == WaitKind.Room ? "until others have taken what was sent" : null);
            _waits.RemoveAt(_waits.Count - 1);
            Watch.IsWaiting = _waits.Count > 0;
        }
    }

    /// <summary>Whether a producer may go on: fewer bytes are on their way than may be.</summary>
    public bool HasRoom => _sends.Count < SendsInFlight && _bytesInFlight < options.BytesInFlight;

    /// <summary>Looks at some of the sends under way, going on from where the last round ended; gives back the buffers of those that are done.</summary>
    private bool CompleteSends()
    {
        bool moved = false;
        int pending = 0;
        for (int tests = Math.Min(SendsPerRound, _sends.Count); tests > 0 && pending < PendingPerRound; tests--)
        {
            if (_nextToTest >= _sends.Count) _nextToTest = 0;
            PendingMessage message = _sends[_nextToTest];
            if (!message.Send.IsComplete())
            {
                _nextToTest++;
                pending++;
                continue;
            }
            _bytesInFlight -= message.Buffer.Capacity;
            message.Edge.Ledger.HoldBuffers(-message.Buffer.Capacity);
            message.Buffer.Return();
            message.Edge.Sends--;
            _sends[_nextToTest] = _sends[^1];
            _sends.RemoveAt(_sends.Count - 1);
            moved = true;
        }
        return moved;
    }

    private bool Receive(EdgeState state)
    {
        bool moved = false;
        while (state.Receives.Count < ReceivesInFlight && state.Edge.TakesMore && transport.TryMatch(state.Edge.Id.Number) is { } match)
        {
            ChunkBuffer buffer = pool.Rent(match.Length);
            buffer.Length = match.Length;
            state.Ledger.HoldBuffers(buffer.Capacity);
            match.Start(buffer.Message);
            state.Receives.Enqueue(new ArrivingMessage(match, buffer));
            moved = true;
        }
        // Only ever the oldest: the edge sees messages in the order in which they were matched.
        while (state.Receives.TryPeek(out ArrivingMessage? oldest) && oldest.Receive.IsComplete())
        {
            state.Receives.Dequeue();
            state.Ledger.HoldBuffers(-oldest.Buffer.Capacity);
            Deliver(state, oldest.Receive.Source, oldest.Buffer);
            moved = true;
        }
        return moved;
    }

    private void Deliver(EdgeState state, int source, ChunkBuffer message)
    {
        IEdge edge = state.Edge;
        int length = message.Length;
        counters.MessagesReceived++;
        counters.BytesReceived += length;
        ChunkHeader? opened = null;
        try
        {
            ChunkHeader header = codec.Open(ref message);
            opened = header;
            if (header.Sequence != edge.Id.Sequence || header.Signature != edge.Id.Signature)
                throw new InvalidOperationException(
                    $"Worker {source} is at another operator: its message is for operator {header.Sequence}, and this is {edge.Id.Sequence}, {edge.DescribeWait()}. "
                    + "Every worker must build the same operators with the same plans, types and packers and call the same actions, in the same order.");
            state.Ledger.CountReceived(source, in header, length);
            edge.Receive(source, in header, message.Span[ChunkHeader.Bytes..message.Length]);
        }
        catch (CorruptChunkException e)
        {
            throw new CorruptChunkException($"{edge.Id}: worker {transport.Worker}: a chunk from {Describe(source, opened, message)}: {e.Message}", e);
        }
        finally
        {
            message.Return();
        }
    }

    /// <summary>Where a damaged chunk comes from and where it was to go: of one that could not be opened, what its header says, if there is one.</summary>
    private static string Describe(int source, ChunkHeader? opened, ChunkBuffer message)
    {
        ChunkHeader header = opened ?? (message.Length < ChunkHeader.Bytes ? default : MemoryMarshal.Read<ChunkHeader>(message.Span));
        if (header.Magic != ChunkHeader.MagicAndVersion) return $"worker {source}, whose tasks its header no longer tells";
        string tasks = header.Kind == MessageKind.Data ? $"worker {source}, source task {header.SourceTask}, to target task {header.TargetTask}" : $"worker {source}, a mark of the end";
        return opened is null ? $"{tasks}, as far as its header is right" : tasks;
    }

    private EdgeState StateOf(IEdge edge)
    {
        foreach (EdgeState state in _edges)
            if (ReferenceEquals(state.Edge, edge)) return state;
        throw new InvalidOperationException($"Edge {edge.Id.Sequence} is not open.");
    }
}
