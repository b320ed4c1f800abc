using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Engine;

/// <summary>The receiving end of one operator's messages on this worker.</summary>
internal interface IEdge
{
    /// <summary>What its messages carry.</summary>
    EdgeId Id { get; }

    /// <summary>Takes a message in the order of matching. The buffer is the engine's; it is used again when the call returns.</summary>
    void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Whether there is anything that it could still send or finish by itself; called after each round of messages. Returns whether it did.</summary>
    bool Advance();

    /// <summary>Whether it takes more messages now. One that does not must have other ways to come to the point where it does.</summary>
    bool TakesMore => true;

    /// <summary>Called when it was closed.</summary>
    void OnClosed() { }

    /// <summary>How far it is, and what it waits for.</summary>
    EdgeWait Wait => new(WaitStage.Ending);

    /// <summary>What it waits for, for a person: the operator, and the workers that are missing.</summary>
    string DescribeWait();
}
