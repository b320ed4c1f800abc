using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Twister2.Tasks;

/// <summary>Why a run has to end before its time: the first thing that failed on this worker, or that somebody cancelled it. All threads and tasks see <see cref="Stop"/>.</summary>
internal sealed class RunFailure
{
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _stop;
    private Exception? _first;

    public RunFailure(ILogger logger, CancellationToken cancellation)
    {
        (_logger, _cancellation) = (logger, cancellation);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Stop = _stop.Token;
    }

    /// <summary>Set when something fails, and when the run is cancelled.</summary>
    public CancellationToken Stop { get; }

    /// <exception cref="OperationCanceledException">The run has to end.</exception>
    public void Check()
    {
        // What was cancelled tells those that are linked to it one after the other; this is to be known at once.
        _cancellation.ThrowIfCancellationRequested();
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Ends the run. What comes after the first failure is most often its consequence: it goes to the log.</summary>
    public void Set(Exception e)
    {
        lock (_lock)
        {
            if (_first is null) _first = _cancellation.IsCancellationRequested && Tells(e) ? new OperationCanceledException("The run of the graph was cancelled on this worker.", e, _cancellation) : e;
            else if (!Tells(e)) Log.FailedToo(_logger, e);
        }
        _stop.Cancel();
    }

    /// <summary>Throws what failed first, with the stack that it had.</summary>
    public void ThrowIfAny()
    {
        _stop.Dispose();
        if (_first is not null) ExceptionDispatchInfo.Throw(_first);
    }

    /// <summary>Whether it only says that the run was to end.</summary>
    private static bool Tells(Exception e) => e is OperationCanceledException || e.InnerException is OperationCanceledException;
}
