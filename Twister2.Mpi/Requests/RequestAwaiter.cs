using System.Runtime.CompilerServices;

namespace Twister2.Mpi;

/// <summary>What <c>await</c> needs of a <see cref="Request"/>.</summary>
public readonly struct RequestAwaiter : ICriticalNotifyCompletion
{
    private readonly Request _request;

    internal RequestAwaiter(Request request) => _request = request;

    /// <summary>True when the operation is complete already (MPI_Test).</summary>
    public bool IsCompleted => _request.IsAwaited ? _request.IsCompleted : _request.TestForEnd(mayBeBusy: true);

    /// <summary>The status of the operation.</summary>
    /// <exception cref="MpiException">The operation failed, or MPI was finalised before its end.</exception>
    public CompletedStatus GetResult() => _request.EndAwait();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        var context = ExecutionContext.Capture();
        UnsafeOnCompleted(context is null ? continuation : () => ExecutionContext.Run(context, static c => ((Action)c!)(), continuation));
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => RequestPoller.Await(_request, continuation);
}
