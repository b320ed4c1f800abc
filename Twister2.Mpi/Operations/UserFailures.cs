using System.Runtime.ExceptionServices;

namespace Twister2.Mpi;

/// <summary>
/// The exceptions of one user operation. MPI calls it from inside native code, where no exception may pass; it is kept here, and every
/// call that was under way with the operation throws it at its end.
/// </summary>
internal sealed class UserFailures
{
    private volatile Exception? _last;
    private volatile int _count;

    /// <summary>How many there were so far.</summary>
    public int Count => _count;

    /// <summary>Keeps one.</summary>
    public void Add(Exception exception)
    {
        _last = exception;
        Interlocked.Increment(ref _count);
    }

    /// <summary>The last one, if there was any since <paramref name="count"/>.</summary>
    public Exception? Since(int count) => _count != count ? _last : null;

    /// <summary>Throws the last one, if there was any since <paramref name="count"/>.</summary>
    public void ThrowSince(int count)
    {
        if (Since(count) is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }
}
