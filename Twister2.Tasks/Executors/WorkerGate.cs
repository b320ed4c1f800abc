using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>
/// Lets one thread of a worker at a time use its operators and messages. A thread holds it while it adds, reads and makes progress, and leaves it while code of the user runs: what others do meanwhile is what that code
/// could do itself, between two chunks, so operators need not know of threads. With one thread nothing is locked.
/// </summary>
internal sealed class WorkerGate(DataflowEnvironment environment, bool isShared)
{
    // Messages that come while tasks compute wait no longer than this for a thread that is between two chunks.
    private static readonly long ProgressEvery = Stopwatch.Frequency / 5000;

    private readonly Lock _lock = new();
    private long _nextProgress;

    /// <summary>Says whether the run that is under way has to end.</summary>
    public RunFailure? Run { get; set; }

    public void Enter()
    {
        if (isShared) _lock.Enter();
    }

    public bool TryEnter() => !isShared || _lock.TryEnter();

    public void Exit()
    {
        if (isShared) _lock.Exit();
    }

    /// <summary>Before code of the user is called by a thread that is inside once. Returns what <see cref="Return"/> needs: the operator that the thread was reading.</summary>
    public OperatorLedger? Leave()
    {
        if (!isShared) return null;
        OperatorLedger reading = environment.Ledgers.Current;
        _lock.Exit();
        return reading;
    }

    public void Return(OperatorLedger? reading)
    {
        if (reading is null) return;
        _lock.Enter();
        environment.Ledgers.Current = reading;
    }

    /// <summary>Between two chunks, inside: ends the run where that is due, and makes progress from time to time.</summary>
    public void BetweenChunks()
    {
        Check();
        long now = Stopwatch.GetTimestamp();
        if (now < _nextProgress) return;
        Progress();
    }

    /// <summary>The same from outside.</summary>
    public void PassBetweenChunks()
    {
        Enter();
        try
        {
            BetweenChunks();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Moves messages, inside.</summary>
    public bool Progress()
    {
        bool moved = environment.Engine.Progress();
        _nextProgress = Stopwatch.GetTimestamp() + ProgressEvery;
        return moved;
    }

    /// <exception cref="OperationCanceledException">The run has to end.</exception>
    public void Check() => Run?.Check();
}
