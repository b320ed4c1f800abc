namespace Twister2.Mpi;

// With Threading.Multiple two threads may come with the same request; a library that both ask about it ends it twice.
public unsafe partial class Request
{
    private int _claim;

    /// <summary>Keeps other threads from asking MPI about the request, until <see cref="Leave"/>; false where one does so already.</summary>
    internal bool TryClaim() => Interlocked.CompareExchange(ref _claim, 1, 0) == 0;

    /// <inheritdoc cref="TryClaim"/>
    /// <exception cref="MpiException">Another thread does so already.</exception>
    internal void Claim(string function)
    {
        if (!TryClaim())
            throw new MpiException(ErrorClass.Request, function, $"another thread waits for this {Function} or tests it; one thread at a time may, or both await it");
    }

    /// <summary>Lets other threads ask MPI about the request.</summary>
    internal void Leave() => Volatile.Write(ref _claim, 0);

    private void WaitAsOnlyThread()
    {
        Claim("MPI_Wait");
        try
        {
            if (!IsCompleted)
                WaitAlone();
        }
        finally
        {
            Leave();
        }
    }

    private bool TestAsOnlyThread(bool mayBeBusy)
    {
        if (!mayBeBusy)
            Claim("MPI_Test");
        else if (!TryClaim())
            return false;
        try
        {
            return IsCompleted || TestAlone();
        }
        finally
        {
            Leave();
        }
    }
}
