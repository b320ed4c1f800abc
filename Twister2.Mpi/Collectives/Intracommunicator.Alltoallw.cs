using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.8, all to all with a datatype for each rank.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives each rank what lies where its datatype says, and gets something from each (MPI_Alltoallw). Collective: every process must call this,
    /// and what one sends another must expect. A matrix is transposed or redistributed by this without a copy of one's own.
    /// </summary>
    /// <param name="inValues">The memory that is sent from.</param>
    /// <param name="sendCounts">How many elements of its datatype go to each rank.</param>
    /// <param name="sendDisplacements">Where the elements for each rank begin, in bytes from the start of the memory.</param>
    /// <param name="sendTypes">The datatype for each rank.</param>
    /// <param name="outValues">The memory that is received into; apart from what is sent.</param>
    /// <param name="recvCounts">For how many elements of its datatype there is room from each rank.</param>
    /// <param name="recvDisplacements">Where the elements from each rank begin, in bytes from the start of the memory.</param>
    /// <param name="recvTypes">The datatype for each rank.</param>
    /// <exception cref="MpiException">There is not one entry for each rank, a datatype does not lie inside its memory, or the library
    /// failed.</exception>
    public void Alltoallw<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<Datatype> sendTypes,
        Span<T> outValues,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        ReadOnlySpan<Datatype> recvTypes)
        where T : unmanaged
    {
        const string Function = "MPI_Alltoallw";
        nint comm = Handle;
        CheckParts((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, Function);
        CheckParts((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, Function);
        Span<nint> handles = Size <= StackRanks ? stackalloc nint[2 * Size] : new nint[2 * Size];
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = sendCounts, places = sendDisplacements, recvSizes = recvCounts, recvPlaces = recvDisplacements)
        fixed (nint* types = handles)
        {
            PutHandles(sendTypes, (byte*)types);
            PutHandles(recvTypes, (byte*)(types + Size));
            int code = MpiFunctions.Alltoallw(input, sizes, places, types, output, recvSizes, recvPlaces, types + Size, comm);
            Native.Check(code, Function);
        }
    }

    /// <summary>
    /// Starts what <see cref="Alltoallw"/> does (MPI_Ialltoallw). Collective: every process must call this. Both memories must be left alone until
    /// the request is complete; the counts and datatypes may be forgotten at once.
    /// </summary>
    /// <param name="inValues">The memory that is sent from.</param>
    /// <param name="sendCounts">How many elements of its datatype go to each rank.</param>
    /// <param name="sendDisplacements">Where the elements for each rank begin, in bytes from the start of the memory.</param>
    /// <param name="sendTypes">The datatype for each rank.</param>
    /// <param name="outValues">The memory that is received into; apart from what is sent.</param>
    /// <param name="recvCounts">For how many elements of its datatype there is room from each rank.</param>
    /// <param name="recvDisplacements">Where the elements from each rank begin, in bytes from the start of the memory.</param>
    /// <param name="recvTypes">The datatype for each rank.</param>
    /// <exception cref="MpiException">There is not one entry for each rank, a datatype does not lie inside its memory, or the library
    /// failed.</exception>
    public Request ImmediateAlltoallw<T>(
        ReadOnlyMemory<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<Datatype> sendTypes,
        Memory<T> outValues,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        ReadOnlySpan<Datatype> recvTypes)
        where T : unmanaged
    {
        const string Function = "MPI_Ialltoallw";
        nint comm = Handle;
        CheckParts((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, Function);
        CheckParts((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, Function);
        // MPI reads these until the end: one array that lies still, with counts and places of both sides, then the datatypes.
        var kept = GC.AllocateArray<int>(8 * Size, pinned: true);
        sendCounts.CopyTo(kept);
        sendDisplacements.CopyTo(kept.AsSpan(Size));
        recvCounts.CopyTo(kept.AsSpan(2 * Size));
        recvDisplacements.CopyTo(kept.AsSpan(3 * Size));
        int* counts = (int*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(kept, 0);
        byte* types = (byte*)(counts + (4 * Size));
        byte* otherTypes = types + (8 * Size);
        PutHandles(sendTypes, types);
        PutHandles(recvTypes, otherTypes);
        nint request = 0;
        MemoryHandle input = inValues.Pin();
        MemoryHandle output = outValues.Pin();
        int code = MpiFunctions.Ialltoallw(
            input.Pointer, counts, counts + Size, types, output.Pointer, counts + (2 * Size), counts + (3 * Size), otherTypes, comm, &request);
        if (code != 0)
            output.Dispose();
        ReleaseOnError(code, ref input, Function);
        return CollectiveCall.Holding(input, output, kept).Started(Function, request);
    }

    private void CheckParts(
        long bytes, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, ReadOnlySpan<Datatype> types, string function)
    {
        CheckSame(counts.Length, Size, "counts, one for each rank", function);
        CheckSame(displacements.Length, Size, "displacements, one for each rank", function);
        CheckSame(types.Length, Size, "datatypes, one for each rank", function);
        for (int i = 0; i < counts.Length; i++)
        {
            if (types[i] is null)
                throw new MpiException(ErrorClass.Type, function, $"the datatype for rank {i} is null");
            types[i].CheckInside(bytes, displacements[i], counts[i], function);
        }
    }

    private static void PutHandles(ReadOnlySpan<Datatype> types, byte* target)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (Native.Abi.HandleSize == 4)
                ((int*)target)[i] = unchecked((int)types[i].Handle);
            else
                ((nint*)target)[i] = types[i].Handle;
        }
    }
}
