using System.Runtime.CompilerServices;

namespace Twister2.Mpi;

/// <summary>What <c>await</c> needs of a <see cref="ReceiveRequest{T}"/>: it gives the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct ReceiveAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly ReceiveRequest<T> _request;
    private readonly RequestAwaiter _awaiter;

    internal ReceiveAwaiter(ReceiveRequest<T> request, RequestAwaiter awaiter) => (_request, _awaiter) = (request, awaiter);

    /// <summary>True when the operation is complete already (MPI_Test).</summary>
    public bool IsCompleted => _awaiter.IsCompleted;

    /// <summary>The value that was received.</summary>
    /// <exception cref="MpiException">The operation failed, what came cannot be read as a <typeparamref name="T"/>, or MPI was finalised
    /// before its end.</exception>
    public T GetResult()
    {
        _awaiter.GetResult();
        return _request.Value!;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => _awaiter.OnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _awaiter.UnsafeOnCompleted(continuation);
}
