namespace Twister2.Dataflow.Transport;

/// <summary>
/// What the dataflow operators need from a network, for one worker. Two kinds: MPI, and threads of one process for tests and laptops.
/// Used by one thread at a time.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <summary>This worker, 0 ≤ worker &lt; <see cref="WorkerCount"/>.</summary>
    int Worker { get; }

    int WorkerCount { get; }

    /// <summary>A number of the node that a worker runs on: the same on every worker, and not the same for any two nodes. Trees are laid out by it.</summary>
    int NodeOf(int worker);

    /// <summary>Whether messages to that worker stay inside this node.</summary>
    bool SharesNode(int worker) => NodeOf(worker) == NodeOf(Worker);

    /// <summary>
    /// Starts a send that is complete only when the receiver has matched it (MPI's synchronous mode); the end of all-to-all operators
    /// is built on that. Messages of one edge between two workers arrive in the order in which they were sent.
    /// </summary>
    IPendingSend Send(int worker, int edge, ReadOnlyMemory<byte> message);

    /// <summary>Matches the next message of an edge from any worker, or gives null when none is there.</summary>
    IPendingReceive? TryMatch(int edge);

    /// <summary>The largest edge number that messages can carry.</summary>
    int LargestEdge { get; }
}

/// <summary>A message on its way out.</summary>
internal interface IPendingSend
{
    /// <summary>Whether it was matched and its memory may be used again. Once true it is not asked again.</summary>
    bool IsComplete();
}

/// <summary>A matched message whose bytes are still to be taken.</summary>
internal interface IPendingReceive
{
    int Source { get; }

    /// <summary>Length in bytes.</summary>
    int Length { get; }

    /// <summary>Starts to copy the message; called once, with memory of at least <see cref="Length"/> bytes.</summary>
    void Start(Memory<byte> destination);

    /// <summary>Whether the copy is there. Once true it is not asked again.</summary>
    bool IsComplete();
}
