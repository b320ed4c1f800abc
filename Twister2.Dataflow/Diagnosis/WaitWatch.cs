using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Lets another thread ask the worker's thread what it waits for: the answer is given at the next round of progress, which costs a round no more than a look at a flag.</summary>
internal sealed class WaitWatch
{
    private volatile bool _isAsked, _isWaiting;

    /// <summary>What an edge waits for, and what else is open, in words.</summary>
    public Func<IEdge, string> Describe { get; set; } = static edge => edge.DescribeWait();

    /// <summary>Tells; called on the worker's thread.</summary>
    public Action? Tell { get; set; }

    /// <summary>Whether the worker's thread is waiting for others.</summary>
    public bool IsWaiting
    {
        get => _isWaiting;
        set => _isWaiting = value;
    }

    /// <summary>Asks, from any thread.</summary>
    public void Ask() => _isAsked = true;

    public void TellIfAsked()
    {
        if (!_isAsked) return;
        _isAsked = false;
        Tell?.Invoke();
    }
}

/// <summary>What was told, and when.</summary>
internal sealed record ToldWaits(WorkerWaits Waits, long At);
