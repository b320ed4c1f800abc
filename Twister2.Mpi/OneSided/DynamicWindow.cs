using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A window to which each process attaches memory, and detaches it, as it likes (MPI_Win_create_dynamic). Others say with an address where an
/// operation goes: the one that <see cref="Attach{T}(Memory{T})"/> returned there, and bytes added to it.
/// </summary>
/// <remarks>
/// <para>The addresses have to be told to the others, by a message or in another window. Every operation must lie inside one piece of memory that the
/// rank has attached; for this process's own that is checked, for another's only the library can. Libraries set a limit to the number of pieces,
/// 32 with some of Open MPI's networks; Open MPI before 5.0 over UCX is right with one only, and a second one is refused there.</para>
/// <para>Operations do not wait; buffers, epochs and completion are those of <see cref="Window{T}"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// using var window = Window.CreateDynamic(world);
/// nint mine = window.Attach&lt;double&gt;(values);
/// nint[] addresses = world.Allgather(mine);
/// window.Fence();
/// window.Put(1.5, right, addresses[right] + (3 * sizeof(double)));
/// window.Fence();
/// </code>
/// </example>
public sealed unsafe partial class DynamicWindow : Window
{
    private readonly List<Piece> _pieces = [];

    internal DynamicWindow(Intracommunicator comm, nint handle)
        : base(comm, handle, default)
    {
    }

    /// <summary>
    /// Lets others access memory of this process (MPI_Win_attach, MPI_Get_address). It is pinned until it is detached, or the window disposed. Not
    /// collective.
    /// </summary>
    /// <param name="memory">Elements that are not attached already.</param>
    /// <returns>Their address, for the others.</returns>
    /// <exception cref="MpiException">There is no memory, some of it is attached already, the library takes one piece only, or it failed.</exception>
    public nint Attach<T>(Memory<T> memory)
        where T : unmanaged
    {
        _ = Handle;
        MemoryHandle pin = memory.Pin();
        try
        {
            return Attach((nint)pin.Pointer, (long)memory.Length * sizeof(T), pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>Lets others access native memory of this process, which must stay until it is detached (MPI_Win_attach). Not collective.</summary>
    /// <param name="address">Where it starts.</param>
    /// <param name="bytes">How much of it.</param>
    /// <returns>The address, for the others (MPI_Get_address).</returns>
    /// <exception cref="MpiException">There is no memory, some of it is attached already, the library takes one piece only, or it failed.</exception>
    public nint Attach(nint address, long bytes) => Attach(address, bytes, default);

    /// <summary>
    /// Ends the access of others to memory of this process (MPI_Win_detach), which must be over: a barrier or a message says so. Not collective.
    /// </summary>
    /// <param name="address">What <see cref="Attach{T}(Memory{T})"/> returned.</param>
    /// <exception cref="MpiException">No memory is attached there, or the library failed.</exception>
    public void Detach(nint address)
    {
        nint window = Handle;
        int index = _pieces.FindIndex(piece => piece.Address == address);
        if (index < 0)
            throw new MpiException(ErrorClass.RmaAttach, "MPI_Win_detach", $"no memory is attached at 0x{address:x}; give what Attach returned");
        Native.Check(MpiFunctions.WinDetach(window, (void*)_pieces[index].Pointer), "MPI_Win_detach");
        _pieces[index].Pin.Dispose();
        _pieces.RemoveAt(index);
    }

    /// <inheritdoc cref="Detach(nint)"/>
    /// <param name="memory">The memory that was attached, from its start.</param>
    public void Detach<T>(Memory<T> memory)
        where T : unmanaged
    {
        using MemoryHandle pin = memory.Pin();
        nint pointer = (nint)pin.Pointer;
        int index = _pieces.FindIndex(piece => piece.Pointer == pointer);
        Detach(index < 0 ? pointer : _pieces[index].Address);
    }

    private protected override void ReleaseMemory()
    {
        _pieces.ForEach(piece => piece.Pin.Dispose());
        _pieces.Clear();
        base.ReleaseMemory();
    }

    private nint Attach(nint pointer, long bytes, in MemoryHandle pin)
    {
        const string Function = "MPI_Win_attach";
        nint window = Handle;
        if (pointer == 0 || bytes <= 0)
            throw new MpiException(ErrorClass.RmaAttach, Function, $"there are {bytes} bytes at 0x{pointer:x}; attach one at least");
        if (_pieces.Exists(piece => pointer < piece.Pointer + piece.Bytes && piece.Pointer < pointer + bytes))
            throw new MpiException(ErrorClass.RmaAttach, Function, "some of this memory is attached already; detach it first");
        if (_pieces.Count > 0 && Native.Abi.DynamicWindowsOfOnePiece)
        {
            throw new MpiException(
                ErrorClass.RmaAttach,
                Function,
                "Open MPI before 5.0 mixes the pieces of a window up with osc/ucx; set OMPI_MCA_osc=^rdma,ucx, or attach one piece at a time");
        }

        AttachToLibrary(window, pointer, bytes, Function);
        nint address = 0;
        Native.Check(MpiFunctions.GetAddress((void*)pointer, &address), "MPI_Get_address");
        _pieces.Add(new Piece(pointer, address, bytes, pin));
        return address;
    }

    // Open MPI before 5.0 over UCX does not find a piece by its last byte, and then reads a key of memory from outside its table. One byte more is attached
    // there, which nobody is told of; where that byte is not memory, and a network wants it to be, the piece is attached as it is.
    private static void AttachToLibrary(nint window, nint pointer, long bytes, string function)
    {
        if (Native.Abi.DynamicWindowsOfOnePiece && MpiFunctions.WinAttach(window, (void*)pointer, (nint)bytes + 1) == 0)
            return;
        Native.Check(MpiFunctions.WinAttach(window, (void*)pointer, (nint)bytes), function);
    }

    /// <summary>Checks a target, and its range where it is this process's own. False when there is nothing to do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begin(int rank, nint address, long bytes, string function)
    {
        if (rank == Communicator.procNull)
            return false;
        CheckRank(rank, function);
        BeginAccess(rank, function);
        if (rank == Rank)
            CheckOwn(address, bytes, function);
        return true;
    }

    /// <summary>Checks what an operation with a request needs; returns the library's number of the target.</summary>
    private int BeginRequest(int rank, nint address, long bytes, string function)
    {
        _ = Handle;
        if (!Begin(rank, address, bytes, function))
            return Native.Abi.ProcNull;
        CheckPassive(rank, function);
        return rank;
    }

    private void CheckOwn(nint address, long bytes, string function)
    {
        if (bytes != 0 && !_pieces.Exists(piece => address >= piece.Address && address - piece.Address <= piece.Bytes - bytes))
        {
            throw new MpiException(
                ErrorClass.RmaRange, function, $"{bytes} bytes from 0x{address:x} on are not all inside memory that this process has attached");
        }
    }

    /// <summary>Memory that is attached.</summary>
    /// <param name="Pointer">Where it is.</param>
    /// <param name="Address">Where it is as MPI says it.</param>
    /// <param name="Bytes">How much it is.</param>
    /// <param name="Pin">What keeps it there.</param>
    private readonly record struct Piece(nint Pointer, nint Address, long Bytes, MemoryHandle Pin);
}
