using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Mpi.Interop;

/// <summary>The state of MPI in this process: which table of constants holds, and whether MPI may be called.</summary>
internal static unsafe class Native
{
    /// <summary>The constants of the library in use; set before MPI is initialised.</summary>
    public static MpiAbi Abi { get; set; } = null!;

    /// <summary>True between MPI_Init and MPI_Finalize.</summary>
    public static bool IsLive { get; set; }

    /// <summary>True after MPI_Finalize.</summary>
    public static bool IsFinalized { get; set; }

    /// <summary>Turns a return code into an exception; <paramref name="function"/> is MPI's own name of the call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int code, string function)
    {
        if (code != 0 || CallbackFailure.HandlerWasCalled)
            Settle(code, function);
    }

    /// <summary>What a call failed with, 0 for nothing. To be asked of every return code that <see cref="Check"/> does not see.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Returned(int code) => CallbackFailure.HandlerWasCalled ? CallbackFailure.Code(code) : code;

    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static void EnsureLive(string what)
    {
        if (!IsLive)
            ThrowNotLive(what);
    }

    /// <summary>The exception for a code that MPI returned: its class by our numbering and the library's own text.</summary>
    public static MpiException ToException(int code, string function)
    {
        int nativeClass = 0;
        byte* text = stackalloc byte[MpiAbi.TextSize];
        int length = 0;
        ErrorClass errorClass = MpiFunctions.ErrorClass(code, &nativeClass) == 0 ? Abi.ToErrorClass(nativeClass) : ErrorClass.Unknown;
        string message = MpiFunctions.ErrorString(code, text, &length) == 0
            ? Marshal.PtrToStringUTF8((nint)text, length)
            : "the MPI library has no text for this error";
        return new MpiException(errorClass, code, function, message.Trim() + Cure(errorClass));
    }

    /// <summary>What a call failed with: the exception of the program's own function that MPI called, if there is one, or else the library's error.</summary>
    public static Exception Failure(int code, string function) => CallbackFailure.Take() ?? ToException(code, function);

    private static void Settle(int code, string function)
    {
        int failed = Returned(code);
        if (failed != 0)
            throw Failure(failed, function);
    }

    // What to do, where the libraries' own texts never say it.
    private static string Cure(ErrorClass errorClass) => errorClass == ErrorClass.Truncate
        ? "; the message is longer than the room for it, or of another type. Give more room, or ask first how long it is (MatchedProbe), or use ReceiveArray"
        : "";

    private static void ThrowNotLive(string what) => throw new MpiException(
        ErrorClass.Other,
        what,
        IsFinalized
            ? "MPI has been finalised: the Environment was disposed before this call"
            : "MPI is not initialised: create a Twister2.Mpi.Environment first");
}
