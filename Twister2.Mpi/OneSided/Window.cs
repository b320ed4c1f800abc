using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Memory of every process of a communicator that the others can read and change without its help (MPI_Win). What can be done with the
/// elements is in <see cref="Window{T}"/>; here is what opens and closes the epochs in which it may be done.
/// </summary>
/// <remarks>
/// A window is used by one thread at a time. Whoever accesses another rank first opens an epoch: <see cref="Fence"/> by all, <see cref="Lock"/> or
/// <see cref="LockAll"/> by one, or <see cref="Start(ReadOnlySpan{int}, WindowAssertions)"/> and <see cref="Post(ReadOnlySpan{int}, WindowAssertions)"/> by those concerned. Without one the call is refused here, with
/// <see cref="ErrorClass.RmaSync"/>.
/// </remarks>
public abstract unsafe partial class Window : IDisposable
{
    private readonly nint _handle;
    private MemoryHandle _pin;
    private WindowRequest? _requests;

    private protected Window(Intracommunicator comm, nint handle, in MemoryHandle pin)
    {
        (Size, Rank, _handle, _pin) = (comm.Size, comm.Rank, handle, pin);
        _targets = new ulong[(Size + 63) / 64];
        LeftOpen.Add(this);
        Native.Check(MpiFunctions.WinSetErrhandler(handle, Native.Abi.ErrorsReturn), "MPI_Win_set_errhandler");
    }

    /// <summary>How many processes the window has (MPI_Win_get_group).</summary>
    public int Size { get; }

    /// <summary>This process's place among them, as in the communicator that the window was made of (MPI_Win_get_group).</summary>
    public int Rank { get; }

    /// <summary>The processes of the window, as a new group to dispose (MPI_Win_get_group).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public Group Group
    {
        get
        {
            nint group = 0;
            Native.Check(MpiFunctions.WinGetGroup(Handle, &group), "MPI_Win_get_group");
            return new Group(group);
        }
    }

    /// <summary>A name for debuggers and messages, at most 63 bytes of UTF-8 (MPI_Win_get_name, MPI_Win_set_name).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public string Name
    {
        get
        {
            byte* text = stackalloc byte[MpiAbi.TextSize];
            int length = 0;
            Native.Check(MpiFunctions.WinGetName(Handle, text, &length), "MPI_Win_get_name");
            return Marshal.PtrToStringUTF8((nint)text, length);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            fixed (byte* text = Encoding.UTF8.GetBytes(value + '\0'))
                Native.Check(MpiFunctions.WinSetName(Handle, text), "MPI_Win_set_name");
        }
    }

    /// <summary>Where the memory comes from (MPI_WIN_CREATE_FLAVOR).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public WindowFlavor Flavor => (WindowFlavor)Array.IndexOf(Native.Abi.WindowFlavors, *(int*)Attribute(Handle, 3));

    /// <summary>Whether others and the owner see one copy of the memory (MPI_WIN_MODEL).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public WindowModel Model => (WindowModel)Array.IndexOf(Native.Abi.WindowModels, *(int*)Attribute(Handle, 4));

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
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

    /// <summary>True after <see cref="Dispose"/>, and where MPI has ended.</summary>
    internal bool IsClosed => IsDisposed || !Native.IsLive;

    /// <summary>The buffers of the operations under way.</summary>
    private protected OriginBuffers Buffers { get; } = new();

    private bool IsDisposed { get; set; }

    /// <summary>
    /// Gives the window back (MPI_Win_free). Collective: every process of it must do so. Epochs that are still open are closed first, and requests
    /// completed. Nothing happens a second time, or after MPI's end. Memory that MPI allocated must not be touched afterwards.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        if (Native.IsLive)
        {
            CloseEpochs();
            while (_requests is { } request)
                request.WaitForEnd();
            nint handle = _handle;
            Native.Check(MpiFunctions.WinFree(&handle), "MPI_Win_free");
        }

        IsDisposed = true;
        Buffers.ReleaseAll();
        ReleaseMemory();
        LeftOpen.Remove(this);
        GC.SuppressFinalize(this);
    }

    /// <summary>The hints in use, as a new object to dispose (MPI_Win_get_info).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public Info GetInfo()
    {
        nint info = 0;
        Native.Check(MpiFunctions.WinGetInfo(Handle, &info), "MPI_Win_get_info");
        return new Info(info);
    }

    /// <summary>Gives hints (MPI_Win_set_info). Collective: every process of the window must call this.</summary>
    /// <exception cref="MpiException">The window or the hints were disposed, or the library failed.</exception>
    public void SetInfo(Info info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Native.Check(MpiFunctions.WinSetInfo(Handle, info.Handle), "MPI_Win_set_info");
    }

    /// <summary>Lets the window's memory go, once the library has given it up.</summary>
    private protected virtual void ReleaseMemory() => _pin.Dispose();

    /// <summary>Keeps a request that must be complete before the window is given back.</summary>
    internal void Add(WindowRequest request)
    {
        request.Next = _requests;
        if (_requests is not null)
            _requests.Previous = request;
        _requests = request;
    }

    /// <summary>Forgets a request that is complete.</summary>
    internal void Remove(WindowRequest request)
    {
        if (request.Previous is { } previous)
            previous.Next = request.Next;
        else
            _requests = request.Next;
        if (request.Next is { } next)
            next.Previous = request.Previous;
        (request.Previous, request.Next) = (null, null);
    }

    /// <summary>What the library says about a window: an address, or where the number is.</summary>
    /// <param name="window">The window's handle.</param>
    /// <param name="index">Into the table's window attributes.</param>
    internal static void* Attribute(nint window, int index)
    {
        void* value = null;
        int found = 0;
        Native.Check(MpiFunctions.WinGetAttr(window, Native.Abi.WindowAttributes[index], &value, &found), "MPI_Win_get_attr");
        return found != 0
            ? value
            : throw new MpiException(ErrorClass.KeyValue, "MPI_Win_get_attr", "the library does not know this attribute of a window");
    }

    private static void ThrowUnusable()
    {
        Native.EnsureLive("MPI_Win");
        throw new MpiException(ErrorClass.Window, "MPI_Win", "the window was disposed before this call");
    }
}
