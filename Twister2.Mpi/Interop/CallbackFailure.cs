namespace Twister2.Mpi.Interop;

/// <summary>
/// An exception in a function of the program that MPI called. It cannot pass through MPI, so that it waits here for the failure of the MPI call
/// which the function was called from, on the same thread, and comes out of that one.
/// </summary>
internal static class CallbackFailure
{
    [ThreadStatic]
    private static Exception? _waiting;

    /// <summary>Keeps an exception; returns the code that makes MPI fail.</summary>
    public static int Keep(Exception exception)
    {
        _waiting = exception;
        return Native.Abi.FromErrorClass(ErrorClass.Other);
    }

    /// <summary>The exception that waits, if any.</summary>
    public static Exception? Take()
    {
        var exception = _waiting;
        _waiting = null;
        return exception;
    }
}
