using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A group of processes that can talk to each other, apart from the traffic of every other communicator (MPI_Comm).</summary>
/// <remarks>Errors come as <see cref="MpiException"/>: MPI_ERRORS_RETURN is set on the world, and those made from it inherit it.</remarks>
public abstract unsafe partial class Communicator : IDisposable
{
#pragma warning disable IDE1006, CA1707 // MPI.NET spells these in lower case.

    /// <summary>Receive from whichever rank sends (MPI_ANY_SOURCE). The value is the same for every MPI library.</summary>
    public const int anySource = -1;

    /// <summary>Receive whatever the tag is (MPI_ANY_TAG).</summary>
    public const int anyTag = -1;

    /// <summary>No process: a send to it, or a receive from it, is done at once and moves nothing (MPI_PROC_NULL).</summary>
    public const int procNull = -2;

    /// <summary>The colour of a process that wants no part in <see cref="Intracommunicator.Split(int, int)"/> (MPI_UNDEFINED).</summary>
    public const int undefined = MpiAbi.Undefined;

    private static Intracommunicator? _world;
    private static Intracommunicator? _self;

    /// <summary>All processes of the job (MPI_COMM_WORLD).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Intracommunicator world => Predefined(_world, "MPI_COMM_WORLD");

    /// <summary>This process alone (MPI_COMM_SELF).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Intracommunicator self => Predefined(_self, "MPI_COMM_SELF");

#pragma warning restore IDE1006, CA1707

    private protected readonly bool _predefined;
    private readonly nint _handle;

    private protected Communicator(nint handle, bool predefined)
    {
        int rank = 0;
        int size = 0;
        Native.Check(MpiFunctions.CommRank(handle, &rank), "MPI_Comm_rank");
        Native.Check(MpiFunctions.CommSize(handle, &size), "MPI_Comm_size");
        (Rank, Size, _handle, _predefined) = (rank, size, handle, predefined);
    }

    /// <summary>This process's place in the communicator, from 0 (MPI_Comm_rank).</summary>
    public int Rank { get; }

    /// <summary>How many processes the communicator has (MPI_Comm_size).</summary>
    public int Size { get; }

    /// <summary>A name for debuggers and messages, at most 63 bytes of UTF-8 (MPI_Comm_get_name, MPI_Comm_set_name).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public string Name
    {
        get
        {
            byte* text = stackalloc byte[MpiAbi.TextSize];
            int length = 0;
            Native.Check(MpiFunctions.CommGetName(Handle, text, &length), "MPI_Comm_get_name");
            return Marshal.PtrToStringUTF8((nint)text, length);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            fixed (byte* text = Encoding.UTF8.GetBytes(value + '\0'))
                Native.Check(MpiFunctions.CommSetName(Handle, text), "MPI_Comm_set_name");
        }
    }

    /// <summary>The world, also while an error is being described.</summary>
    internal static Intracommunicator? WorldOrNull => _world;

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    internal nint Handle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!Native.IsLive || IsDisposed)
                ThrowUnusable();
            return _handle;
        }
    }

    /// <summary>The receives whose messages have not come, where the library cannot wait for them.</summary>
    internal ProbedReceives Probed { get; } = new();

    /// <summary>True after <see cref="Dispose()"/>.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>How many ranks a message can go to or come from: the remote group's for an intercommunicator.</summary>
    private protected virtual int PeerCount => Size;

    /// <summary>Tells whether two communicators have the same processes (MPI_Comm_compare).</summary>
    /// <exception cref="MpiException">One of them was disposed, or MPI has been finalised.</exception>
    public static Comparison Compare(Communicator first, Communicator second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int result = 0;
        Native.Check(MpiFunctions.CommCompare(first.Handle, second.Handle, &result), "MPI_Comm_compare");
        return (Comparison)Array.IndexOf(Native.Abi.Comparisons, result);
    }

    /// <summary>Ends every process of the communicator - with most libraries, of the job - with this exit code (MPI_Abort).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public void Abort(int errorCode)
    {
        nint comm = Handle;
        Console.Out.Flush();
        Environment.GiveUp();
        Native.Check(MpiFunctions.Abort(comm, errorCode), "MPI_Abort");
    }

    /// <summary>
    /// Gives the communicator back (MPI_Comm_free). Collective: every process of it must do so. Nothing happens for the world, for self, a
    /// second time, or after MPI's end.
    /// </summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the communicator back (MPI_Comm_free); there is no finaliser, because freeing is collective.</summary>
    protected virtual void Dispose(bool disposing)
    {
        // The world and self stay, and what belongs to them.
        if (_predefined || IsDisposed)
            return;
        ReleaseHidden(disconnect: false);
        IsDisposed = true;
        ErrorHandler.Forget(this);
        if (!Native.IsLive)
            return;
        nint handle = _handle;
        Native.Check(MpiFunctions.CommFree(&handle), "MPI_Comm_free");
    }

    /// <summary>Gives back the communicators that were made for this one. Collective, as its own end is.</summary>
    private protected abstract void ReleaseHidden(bool disconnect);

    /// <summary>Makes the world and self; called once, when MPI has been initialised.</summary>
    internal static void Open()
    {
        _world = new Intracommunicator(Native.Abi.CommWorld, predefined: true);
        _self = new Intracommunicator(Native.Abi.CommSelf, predefined: true);
    }

    private static Intracommunicator Predefined(Intracommunicator? communicator, string name)
    {
        Native.EnsureLive(name);
        return communicator!;
    }

    private static void ThrowUnusable()
    {
        Native.EnsureLive("MPI_Comm");
        throw new MpiException(ErrorClass.Communicator, "MPI_Comm", "the communicator was disposed before this call");
    }
}
