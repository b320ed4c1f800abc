using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Moves one worker's dataflow messages: starts sends, matches and takes messages, gives them to their edges in order. It has no thread: whoever
/// waits, or has produced a chunk, makes progress.
/// </summary>
/// <remarks>Only edges that are open are asked for messages; what is sent to a worker that has not come so far waits at the sender.</remarks>
internal sealed class ProgressEngine(ITransport transport, BufferPool pool, ChunkCodec codec, DataflowOptions options, DataflowCounters counters, ILogger logger)
{
    // Messages matched but not yet here, per edge: enough to keep a link busy, few enough to bound memory.
    private const int ReceivesInFlight = 8;

    private readonly List<EdgeState> _edges = [];
    private readonly List<(IPendingSend Send, ChunkBuffer Buffer, EdgeState Edge)> _sends = [];
    private long _bytesInFlight;
    private int _nextEdge;

    private sealed class EdgeState(IEdge edge)
    {
        public readonly IEdge Edge = edge;
        public readonly Queue<(IPendingReceive Receive, ChunkBuffer Buffer)> Receives = new();
        public int Sends;
    }

    /// <summary>The next edge number; the same on every worker because all build the same operators in the same order.</summary>
    public int NextEdge()
    {
        int edge = _nextEdge;
        _nextEdge = _nextEdge == transport.LargestEdge ? 0 : _nextEdge + 1;
        return edge;
    }

    /// <summary>Passes over edge numbers, so that a test meets the largest one.</summary>
    internal void SkipEdges(int count) => _nextEdge += count;

    /// <summary>Edges that listen.</summary>
    public int OpenEdges => _edges.Count;

    public void Open(IEdge edge) => _edges.Add(new EdgeState(edge));

    /// <summary>Ends an edge to which nothing more comes. Its last sends may still be on their way.</summary>
    public void Close(IEdge edge) => _edges.RemoveAll(state => ReferenceEquals(state.Edge, edge));

    /// <summary>Whether all messages that this worker sent on the edge were matched by their receivers.</summary>
    public bool AllMatched(IEdge edge) => StateOf(edge).Sends == 0;

    /// <summary>Whether messages of the edge were matched here and have not been given to it yet.</summary>
    public bool IsReceiving(IEdge edge) => StateOf(edge).Receives.Count > 0;

    /// <summary>
    /// Sends a message and takes over its buffer. While more than the allowed bytes are on their way it makes progress first, receiving
    /// included, so two workers that flood each other both go on.
    /// </summary>
    public void Send(IEdge edge, int worker, ChunkBuffer message)
    {
        if (_bytesInFlight > 0 && _bytesInFlight + message.Length > options.BytesInFlight)
            WaitUntil(() => _bytesInFlight == 0 || _bytesInFlight + message.Length <= options.BytesInFlight, edge);
        Post(edge, worker, message);
        Progress();
    }

    /// <summary>Starts a send and takes over the buffer, without waiting and without making progress: for the small messages of an edge that is being advanced.</summary>
    public void Post(IEdge edge, int worker, ChunkBuffer message)
    {
        EdgeState state = StateOf(edge);
        _sends.Add((transport.Send(worker, edge.Number, message.Message), message, state));
        state.Sends++;
        _bytesInFlight += message.Length;
        counters.MessagesSent++;
        counters.BytesSent += message.Length;
    }

    /// <summary>Waits until everything that was sent has been matched, also on edges that are closed.</summary>
    public void Drain()
    {
        Backoff backoff = new();
        long since = Environment.TickCount64;
        while (_sends.Count > 0)
        {
            if (CompleteSends())
            {
                backoff.Reset();
                since = Environment.TickCount64;
                continue;
            }
            backoff.Pause();
            if (Environment.TickCount64 - since > options.DrainTimeout.TotalMilliseconds)
                throw new TimeoutException(
                    $"Other workers have not taken the last {_sends.Count} messages of worker {transport.Worker} in {options.DrainTimeout.TotalSeconds:0} s; have they failed?");
        }
    }

    /// <summary>One round: sends that are done, messages that are there, edges that can go on. Returns whether anything happened.</summary>
    public bool Progress()
    {
        bool moved = CompleteSends();
        // By index: an edge may open or close others while it goes on.
        for (int i = 0; i < _edges.Count; i++)
        {
            EdgeState state = _edges[i];
            moved |= Receive(state);
            moved |= state.Edge.Advance();
        }
        return moved;
    }

    /// <summary>Makes progress until the condition holds, ever more rarely while nothing happens, and tells the log what it waits for when that takes long.</summary>
    public void WaitUntil(Func<bool> condition, IEdge waitsFor)
    {
        Backoff backoff = new();
        long since = Environment.TickCount64;
        long report = since + (long)options.ReportWaitAfter.TotalMilliseconds;
        while (!condition())
        {
            if (Progress())
            {
                backoff.Reset();
                continue;
            }
            backoff.Pause();
            if (Environment.TickCount64 < report) continue;
            report = Environment.TickCount64 + (long)options.ReportWaitAfter.TotalMilliseconds;
            Log.Waiting(logger, (Environment.TickCount64 - since) / 1000, waitsFor.DescribeWait());
        }
    }

    private bool CompleteSends()
    {
        bool moved = false;
        for (int i = _sends.Count - 1; i >= 0; i--)
        {
            (IPendingSend send, ChunkBuffer buffer, EdgeState edge) = _sends[i];
            if (!send.IsComplete()) continue;
            _bytesInFlight -= buffer.Length;
            buffer.Return();
            edge.Sends--;
            _sends[i] = _sends[^1];
            _sends.RemoveAt(_sends.Count - 1);
            moved = true;
        }
        return moved;
    }

    private bool Receive(EdgeState state)
    {
        bool moved = false;
        while (state.Receives.Count < ReceivesInFlight && transport.TryMatch(state.Edge.Number) is { } match)
        {
            ChunkBuffer buffer = pool.Rent(match.Length);
            buffer.Length = match.Length;
            match.Start(buffer.Message);
            state.Receives.Enqueue((match, buffer));
            moved = true;
        }
        // Only ever the oldest: the edge sees messages in the order in which they were matched.
        while (state.Receives.TryPeek(out var oldest) && oldest.Receive.IsComplete())
        {
            state.Receives.Dequeue();
            Deliver(state.Edge, oldest.Receive.Source, oldest.Buffer);
            moved = true;
        }
        return moved;
    }

    private void Deliver(IEdge edge, int source, ChunkBuffer message)
    {
        counters.MessagesReceived++;
        counters.BytesReceived += message.Length;
        try
        {
            ChunkHeader header = codec.Open(ref message);
            edge.Receive(source, in header, message.Span[ChunkHeader.Bytes..message.Length]);
        }
        catch (CorruptChunkException e)
        {
            throw new CorruptChunkException($"{edge.DescribeWait()}: from worker {source}: {e.Message}", e);
        }
        finally
        {
            message.Return();
        }
    }

    private EdgeState StateOf(IEdge edge)
    {
        foreach (EdgeState state in _edges)
            if (ReferenceEquals(state.Edge, edge)) return state;
        throw new InvalidOperationException($"Edge {edge.Number} is not open.");
    }
}
