using System.Buffers;

namespace Twister2.Mpi;

/// <summary>A receive under way; the status at its end tells how many elements came, and from whom.</summary>
public abstract class ReceiveRequest : Request
{
    private protected ReceiveRequest(string function, nint handle, int place, in CompletedStatus kind)
        : base(function, handle, place, in kind)
    {
    }

    /// <summary>
    /// What was received: a value of the type that was asked for, or an array of the elements. Waits for the end of the operation (MPI_Wait). The
    /// typed form of it is <see cref="ReceiveRequest{T}.Value"/>.
    /// </summary>
    /// <exception cref="MpiException">The operation failed, what came cannot be read as that type, or MPI has been finalised.</exception>
    public abstract object? GetValue();

    /// <summary>
    /// Awaits the end of the receive, or gives it up when the token says so (MPI_Cancel). See <see cref="Request.GetAwaiter"/> for where that works.
    /// </summary>
    /// <param name="cancellationToken">Gives the receive up; a message that has begun to arrive still arrives.</param>
    /// <exception cref="OperationCanceledException">The receive was given up.</exception>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public async Task<CompletedStatus> WaitAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static r => ((Request)r!).IsCancelWanted = true, this);
        var status = await (Request)this;
        return status.Cancelled ? throw new OperationCanceledException(cancellationToken) : status;
    }

    internal static ReceiveRequest Of<T>(string function, nint handle, in MemoryHandle pin) =>
        new MemoryReceive<T>(function, handle, Outstanding.Reserve(pin), default);
}

/// <summary>A receive of one value, of any type, under way.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public abstract class ReceiveRequest<T> : ReceiveRequest
{
    private protected ReceiveRequest(string function, nint handle, int place, in CompletedStatus kind)
        : base(function, handle, place, in kind)
    {
    }

    /// <summary>The value that was received. Waits for the end of the operation (MPI_Wait).</summary>
    /// <exception cref="MpiException">The operation failed, what came cannot be read as a <typeparamref name="T"/>, or MPI has been
    /// finalised.</exception>
    public abstract T? Value { get; }

    /// <inheritdoc/>
    public override object? GetValue() => Value;

    /// <summary>For <c>await</c>: the value that was received. See <see cref="Request.GetAwaiter"/> for where that works.</summary>
    /// <exception cref="MpiException">It is awaited elsewhere, or MPI has been finalised.</exception>
    public new ReceiveAwaiter<T> GetAwaiter() => new(this, base.GetAwaiter());
}
