using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.8, all to all with a datatype for each rank; between two groups each rank is one of the other group.
public abstract unsafe partial class Communicator
{
    /// <summary>
    /// Gives each rank what lies where its datatype says, and gets something from each (MPI_Alltoallw). Collective: every process must call this,
    /// and what one sends another must expect. A matrix is transposed or redistributed by this without a copy of one's own. The ranks of an
    /// intercommunicator are those of the other group.
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
        int ranks = PeerCount;
        TypedParts.Check((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, ranks, Function);
        TypedParts.Check((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, ranks, Function);
        Span<nint> handles = ranks <= PartLayout.OnStack ? stackalloc nint[2 * ranks] : new nint[2 * ranks];
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = sendCounts, places = sendDisplacements, recvSizes = recvCounts, recvPlaces = recvDisplacements)
        fixed (nint* types = handles)
        {
            TypedParts.PutHandles(sendTypes, types);
            TypedParts.PutHandles(recvTypes, types + ranks);
            int code = MpiFunctions.Alltoallw(input, sizes, places, types, output, recvSizes, recvPlaces, types + ranks, comm);
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
        TypedParts.Check((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, PeerCount, Function);
        TypedParts.Check((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, PeerCount, Function);
        using var call = CollectiveCall.Of(inValues, outValues);
        Layout sent = call.Keep(sendCounts, sendDisplacements);
        Layout received = call.Keep(recvCounts, recvDisplacements);
        nint* from = call.KeepHandles(sendTypes);
        nint* to = call.KeepHandles(recvTypes);
        nint request = 0;
        int code = MpiFunctions.Ialltoallw(
            call.Input, sent.Counts, sent.Places, from, call.Output, received.Counts, received.Places, to, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
    }
}
