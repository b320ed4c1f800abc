using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A window whose memory is elements of one type: offsets and counts are in elements (MPI_Win).</summary>
/// <typeparam name="T">Any unmanaged type. Accumulating needs one that MPI can reduce.</typeparam>
/// <remarks>
/// Operations do not wait. What they read and write on this side is in use until the synchronisation that completes them: the fence, <see cref="Window.Flush(int)"/>
/// or <see cref="Window.Unlock"/> of the rank, <see cref="Window.Complete"/>. <see cref="Memory{T}"/> is used as it is, and stays pinned until then; spans and
/// single values are copied, and can be used again at once. Forms that return a value are complete when they return.
/// </remarks>
/// <example>
/// <code>
/// using var window = Window.Allocate&lt;long&gt;(Communicator.world, 1);
/// using (window.LockAllScope())
///     Console.WriteLine($"ticket {window.FetchAndOp(1, 0, 0, Operation&lt;long&gt;.Add)}");
/// </code>
/// </example>
public sealed unsafe partial class Window<T> : Window
    where T : unmanaged
{
    private readonly T* _memory;
    private readonly WindowLengths _lengths;
    private readonly long[]? _skews;

    internal Window(Intracommunicator comm, nint handle, T* memory, WindowLengths lengths, long[]? skews, in MemoryHandle pin)
        : base(comm, handle, pin)
    {
        _memory = memory;
        _lengths = lengths;
        _skews = skews;
    }

    /// <summary>How many elements this process has (MPI_WIN_SIZE).</summary>
    public long Length => _lengths[Rank];

    /// <summary>Where this process's part starts in its memory (MPI_WIN_BASE).</summary>
    /// <exception cref="MpiException">The window was disposed, or MPI has been finalised.</exception>
    public nint BaseAddress => Handle != 0 ? (nint)_memory : 0;

    /// <summary>
    /// This process's own elements (MPI_WIN_BASE). Others change them while an epoch of theirs is open; the span must not be used after <see cref="Window.Dispose"/>.
    /// </summary>
    /// <exception cref="MpiException">They are more than a span can hold, the window was disposed, or MPI has been finalised.</exception>
    public Span<T> Local => Part(_memory, Length, 0, Whole(Length));

    /// <summary>How many elements a rank has, as it said when the window was made (MPI_WIN_SIZE there).</summary>
    /// <exception cref="MpiException">No such rank.</exception>
    public long LengthOf(int rank)
    {
        CheckRank(rank, "MPI_Win");
        return _lengths[rank];
    }

    /// <summary>Some of this process's own elements; for windows with more than a span can hold (MPI_WIN_BASE).</summary>
    /// <param name="offset">The first of them.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="MpiException">They are outside of the window, the window was disposed, or MPI has been finalised.</exception>
    public Span<T> Slice(long offset, int length) => Part(_memory, Length, offset, length);

    /// <summary>The elements of a rank as memory of this process, in a window of <see cref="Window.AllocateShared"/> (MPI_Win_shared_query).</summary>
    /// <remarks>
    /// Who reads what another has written needs <see cref="Window.Sync"/> on both sides, and a barrier or message between; or a fence. The span must not
    /// be used after <see cref="Window.Dispose"/>.
    /// </remarks>
    /// <exception cref="MpiException">No such rank, the memory is not shared, it is more than a span can hold, or the window was disposed.</exception>
    public Span<T> Shared(int rank) => Shared(rank, 0, Whole(LengthOf(rank)));

    /// <summary>Some of a rank's elements as memory of this process, in a window of <see cref="Window.AllocateShared"/> (MPI_Win_shared_query).</summary>
    /// <param name="rank">The rank; this one too.</param>
    /// <param name="offset">The first of them.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="MpiException">No such rank or elements, the memory is not shared, or the window was disposed.</exception>
    public Span<T> Shared(int rank, long offset, int length)
    {
        const string Function = "MPI_Win_shared_query";
        nint window = Handle;
        CheckRank(rank, Function);
        if (Flavor != WindowFlavor.Shared)
            throw new MpiException(ErrorClass.RmaFlavor, Function, "the memory of this window is not shared; make it with AllocateShared");
        nint size = 0;
        int unit = 0;
        T* memory = null;
        Native.Check(MpiFunctions.WinSharedQuery(window, rank, &size, &unit, &memory), Function);
        return Part(memory, _lengths[rank], offset, length);
    }

    private Span<T> Part(T* memory, long available, long offset, int length)
    {
        _ = Handle;
        if (offset < 0 || length < 0 || offset > available - length)
            ThrowRange(Rank, offset, length, available, "MPI_Win");
        return new Span<T>(memory + offset, length);
    }

    private static int Whole(long length) => length <= int.MaxValue
        ? (int)length
        : throw new MpiException(ErrorClass.Size, "MPI_Win", $"{length} elements are more than a span can hold; ask for some of them");

    /// <summary>Checks a target and its range; libraries write outside of it, or end the process. False when there is nothing to do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begin(int rank, long offset, int length, string function)
    {
        if (rank == Communicator.procNull)
            return false;
        CheckRank(rank, function);
        BeginAccess(rank, function);
        long available = _lengths[rank];
        if (offset < 0 || offset > available - length)
            ThrowRange(rank, offset, length, available, function);
        return true;
    }

    /// <summary>Where an element of a rank is, as the library counts: in bytes from where it believes the rank's memory to start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Place(int rank, long offset) => (nint)((offset * sizeof(T)) + (_skews is { } skews && rank >= 0 ? skews[rank] : 0));

    private static void ThrowRange(int rank, long offset, long length, long available, string function) => throw new MpiException(
        ErrorClass.RmaRange, function, $"rank {rank} has {available} elements in the window; {length} from {offset} on are not all among them");
}
