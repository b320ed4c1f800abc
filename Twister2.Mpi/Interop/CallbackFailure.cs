namespace Twister2.Mpi.Interop;

/// <summary>
/// What a function of the program that MPI called leaves for the MPI call that it was called from, on the same thread. An exception cannot pass
/// through MPI, so that it waits here for the failure of that call, and comes out of it.
/// </summary>
internal static class CallbackFailure
{
    [ThreadStatic]
    private static Exception? _waiting;

    [ThreadStatic]
    private static int _seen;

    /// <summary>True once an error handler of the program has been called, on any thread.</summary>
    public static bool HandlerWasCalled { get; private set; }

    /// <summary>Keeps an exception; returns the code that makes MPI fail.</summary>
    public static int Keep(Exception exception)
    {
        _waiting = exception;
        return Native.Abi.FromErrorClass(ErrorClass.Other);
    }

    /// <summary>An error handler of the program is called with this code; nothing of an earlier call waits any more.</summary>
    public static void HandlerSees(int code)
    {
        _waiting = null;
        _seen = code;
        HandlerWasCalled = true;
    }

    /// <summary>What a call that returned this code failed with: MPICH 5.0 returns success where it has called an error handler of the program.</summary>
    public static int Code(int returned)
    {
        int seen = _seen;
        _seen = 0;
        return returned != 0 ? returned : seen;
    }

    /// <summary>The exception that waits, if any.</summary>
    public static Exception? Take()
    {
        var exception = _waiting;
        _waiting = null;
        _seen = 0;
        return exception;
    }
}
