using Twister2.Mpi;

namespace Twister2.Dataflow.Transport;

/// <summary>Messages over MPI: one communicator of its own, the edge as tag, matched probes so that a message goes into a buffer of its own size.</summary>
internal sealed class MpiTransport : ITransport
{
    private readonly Intracommunicator _communicator;
    private readonly int[] _nodes;

    /// <summary>Collective over <paramref name="communicator"/>, which is duplicated.</summary>
    public MpiTransport(Intracommunicator communicator)
    {
        _communicator = communicator.Clone();
        using Intracommunicator node = communicator.SplitByNode();
        // A node is called by the lowest of its ranks.
        _nodes = communicator.Allgather(node.Allreduce(communicator.Rank, Operation<int>.Min));
    }

    public int Worker => _communicator.Rank;

    public int WorkerCount => _communicator.Size;

    /// <summary>The largest tag that every MPI must have.</summary>
    public int LargestEdge => 32767;

    public int NodeOf(int worker) => _nodes[worker];

    public IPendingSend Send(int worker, int edge, ReadOnlyMemory<byte> message) =>
        new PendingSend(_communicator.ImmediateSynchronousSend(message, worker, edge));

    public IPendingReceive? TryMatch(int edge) =>
        _communicator.ImmediateMatchedProbe(Communicator.anySource, edge) is { } message ? new PendingReceive(message) : null;

    public void Dispose() => _communicator.Dispose();

    private sealed class PendingSend(Request request) : IPendingSend
    {
        public bool IsComplete() => request.Test(out _);
    }

    private sealed class PendingReceive(MatchedMessage message) : IPendingReceive
    {
        private Request? _request;

        public int Source => message.Source;

        public int Length { get; } = message.Count<byte>();

        public void Start(Memory<byte> destination) => _request = message.ImmediateReceive(destination);

        public bool IsComplete() => _request!.Test(out _);
    }
}
