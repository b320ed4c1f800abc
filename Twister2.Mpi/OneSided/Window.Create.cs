using System.Buffers;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 12.2: how windows are made.
public abstract unsafe partial class Window
{
    // The unit of displacements: offsets are turned into bytes here, see Skews.
    private const int Bytes = 1;

    /// <summary>
    /// Opens this process's memory to the others (MPI_Win_create). Collective: every process of the communicator must call this, with memory of the
    /// same type; the lengths may differ. The memory is pinned until the window is disposed.
    /// </summary>
    /// <param name="comm">The processes.</param>
    /// <param name="memory">What the others may access; may be empty.</param>
    /// <param name="info">Hints, such as "accumulate_ordering"; the same on all processes where the library asks for that.</param>
    /// <exception cref="MpiException">The types differ, or the library failed.</exception>
    public static Window<T> Create<T>(Intracommunicator comm, Memory<T> memory, Info? info = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(comm);
        const string Function = "MPI_Win_create";
        nint handle = comm.Handle;
        nint hints = Info.HandleOf(info);
        var lengths = WindowLengths.Exchange<T>(comm, memory.Length, Function);
        nint window = 0;
        MemoryHandle pin = memory.Pin();
        int code = Native.Returned(MpiFunctions.WinCreate(
            pin.Pointer, (nint)memory.Length * sizeof(T), Bytes, hints, handle, &window));
        if (code != 0)
            pin.Dispose();
        CheckMade(code, Function);
        long[]? skews = Skews(comm, window, pin.Pointer, memory.Length);
        return new Window<T>(comm, window, (T*)pin.Pointer, lengths, skews, pin);
    }

    /// <summary>
    /// Makes a window of new memory, which MPI can place where access is fastest (MPI_Win_allocate). Collective: every process of the communicator
    /// must call this, with the same type; the lengths may differ. The elements are zero.
    /// </summary>
    /// <param name="comm">The processes.</param>
    /// <param name="length">How many elements this process has.</param>
    /// <param name="info">Hints for the library.</param>
    /// <exception cref="MpiException">A length is negative, the types differ, or the library failed.</exception>
    public static Window<T> Allocate<T>(Intracommunicator comm, long length, Info? info = null)
        where T : unmanaged => Allocate<T>(MpiFunctions.WinAllocate, "MPI_Win_allocate", comm, length, info);

    /// <summary>
    /// Makes a window of memory that all processes share, so that each can read and write every part like its own: <see cref="Window{T}.Shared(int)"/>
    /// (MPI_Win_allocate_shared). The parts lie one after the other in the order of the ranks. Collective: every process of the communicator must call
    /// this, with the same type; the lengths may differ. The elements are zero.
    /// </summary>
    /// <param name="comm">Processes of one node: see <see cref="Intracommunicator.SplitByNode"/>.</param>
    /// <param name="length">How many elements this process has.</param>
    /// <param name="info">Hints for the library.</param>
    /// <exception cref="MpiException">A length is negative, the types differ, the processes are not on one node, or the library failed.</exception>
    public static Window<T> AllocateShared<T>(Intracommunicator comm, long length, Info? info = null)
        where T : unmanaged => Allocate<T>(MpiFunctions.WinAllocateShared, "MPI_Win_allocate_shared", comm, length, info);

    /// <summary>
    /// Makes a window without memory: each process attaches what the others may access, and detaches it, as it likes (MPI_Win_create_dynamic).
    /// Collective: every process of the communicator must call this.
    /// </summary>
    /// <param name="comm">The processes.</param>
    /// <param name="info">Hints for the library.</param>
    /// <exception cref="MpiException">The library failed.</exception>
    public static DynamicWindow CreateDynamic(Intracommunicator comm, Info? info = null)
    {
        ArgumentNullException.ThrowIfNull(comm);
        nint window = 0;
        CheckMade(MpiFunctions.WinCreateDynamic(Info.HandleOf(info), comm.Handle, &window), "MPI_Win_create_dynamic");
        return new DynamicWindow(comm, window);
    }

    private static Window<T> Allocate<T>(
        delegate* unmanaged<nint, int, nint, nint, void*, nint*, int> allocate, string function, Intracommunicator comm, long length,
        Info? info)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(comm);
        nint handle = comm.Handle;
        nint hints = Info.HandleOf(info);
        var lengths = WindowLengths.Exchange<T>(comm, length, function);
        nint bytes = (nint)length * sizeof(T);
        nint window = 0;
        void* memory = null;
        CheckMade(Native.Returned(allocate(bytes, Bytes, hints, handle, &memory, &window)), function);

        // Each process clears its own part, which also places the pages near it; none returns from the reduction before all have.
        NativeMemory.Clear(memory, (nuint)bytes);
        long[]? skews = Skews(comm, window, memory, length);
        return new Window<T>(comm, window, (T*)memory, lengths, skews, default);
    }

    private static void CheckMade(int code, string function)
    {
        if (code == 0)
            return;
        var error = Native.ToException(code, function);
        if (error.ErrorClass != ErrorClass.Window)
            throw error;
        throw new MpiException(
            ErrorClass.Window,
            code,
            function,
            error.Text + "; the library found no way to make this window. Open MPI 4.1 finds none for a single process with osc/rdma: set OMPI_MCA_osc=^rdma");
    }

    /// <summary>
    /// How many bytes each rank's memory starts behind where the library believes it does; null where it is right for all. MPICH 4.0.2 on UCX 1.13
    /// rounds the address down to a multiple of 16, and what is put then goes to the wrong place (pmodels/mpich#6140). Collective.
    /// </summary>
    private static long[]? Skews(Intracommunicator comm, nint window, void* memory, long length)
    {
        long skew = length == 0 ? 0 : (byte*)memory - (byte*)Attribute(window, 0);
        return comm.Allreduce(skew != 0 ? 1 : 0, Operation<int>.Max) == 0 ? null : comm.Allgather(skew);
    }
}
