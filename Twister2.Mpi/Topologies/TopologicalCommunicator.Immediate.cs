using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 8.7: nonblocking neighbourhood collectives. Buffers are pinned until the request is complete.
public abstract unsafe partial class TopologicalCommunicator
{
    /// <summary>
    /// Starts to give the same values to each destination, and to get as many from each source (MPI_Ineighbor_allgather). Collective: every
    /// process must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to give; not to be changed before the end.</param>
    /// <param name="outValues">Room for as many from each source, in the order of <see cref="Sources"/>.</param>
    /// <exception cref="MpiException">The room is too small, or the library failed.</exception>
    public Request ImmediateNeighborAllgather<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_allgather";
        nint comm = Handle;
        PartLayout.CheckRoom(outValues.Length, (long)inValues.Length * InDegree, Function);
        nint type = Datatypes.For<T>(inValues.Length, out int count);
        var (input, output) = (inValues.Pin(), outValues.Pin());
        nint request = 0;
        int code = MpiFunctions.IneighborAllgather(PartLayout.Some(input.Pointer), count, type, PartLayout.Some(output.Pointer), count, type, comm, &request);
        return Started(code, Function, request, input, output, null);
    }

    /// <summary>
    /// Starts to give the same values to each destination, and to get so many from each source (MPI_Ineighbor_allgatherv). Collective: every
    /// process must call this.
    /// </summary>
    /// <param name="inValues">The values to give; not to be changed before the end.</param>
    /// <param name="recvCounts">How many values each source gives, in the order of <see cref="Sources"/>.</param>
    /// <param name="outValues">Room for all of them, one part after the other.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateNeighborAllgatherFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> recvCounts, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_allgatherv";
        nint comm = Handle;
        int[] layout = Layout(recvCounts, InDegree, outValues.Length, Function);
        nint type = Datatypes.Unit<T>();
        var (input, output) = (inValues.Pin(), outValues.Pin());
        nint request = 0;
        int* counts = Address(layout);
        int code = MpiFunctions.IneighborAllgatherv(
            PartLayout.Some(input.Pointer), inValues.Length, type, PartLayout.Some(output.Pointer), counts, counts + InDegree, type, comm, &request);
        return Started(code, Function, request, input, output, layout);
    }

    /// <summary>
    /// Starts to give each destination its part, and to get as long a part from each source (MPI_Ineighbor_alltoall). Collective: every process
    /// must call this with parts of the same length.
    /// </summary>
    /// <param name="inValues">A part for each of <see cref="Destinations"/>, one after the other; not to be changed before the end.</param>
    /// <param name="outValues">Room, of the exact size, for a part of each of <see cref="Sources"/>, one after the other.</param>
    /// <exception cref="MpiException">The parts do not fit, or the library failed.</exception>
    public Request ImmediateNeighborAlltoall<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_alltoall";
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(PartLayout.Even(inValues.Length, OutDegree, Function), out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(outValues.Length, InDegree, Function), out int recvCount);
        var (input, output) = (inValues.Pin(), outValues.Pin());
        nint request = 0;
        int code = MpiFunctions.IneighborAlltoall(
            PartLayout.Some(input.Pointer), sendCount, sendType, PartLayout.Some(output.Pointer), recvCount, recvType, comm, &request);
        return Started(code, Function, request, input, output, null);
    }

    /// <summary>
    /// Starts to give each destination its part, of whatever length, and to get one from each source (MPI_Ineighbor_alltoallv). Collective: every
    /// process must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of <see cref="Destinations"/>; not to be changed before the end.</param>
    /// <param name="sendCounts">How many values go to each destination.</param>
    /// <param name="recvCounts">How many values come from each source.</param>
    /// <param name="outValues">Room for all that come, in the order of <see cref="Sources"/>.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateNeighborAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_alltoallv";
        nint comm = Handle;
        int[] send = Layout(sendCounts, OutDegree, inValues.Length, Function);
        int[] receive = Layout(recvCounts, InDegree, outValues.Length, Function);
        nint type = Datatypes.Unit<T>();
        var (input, output) = (inValues.Pin(), outValues.Pin());
        nint request = 0;
        int* sent = Address(send);
        int* received = Address(receive);
        int code = MpiFunctions.IneighborAlltoallv(
            PartLayout.Some(input.Pointer), sent, sent + OutDegree, type, PartLayout.Some(output.Pointer), received, received + InDegree, type, comm, &request);
        return Started(code, Function, request, input, output, (send, receive));
    }

    /// <summary>Counts, and after them the places, in one array that lies still: MPI reads both until the end.</summary>
    private static int[] Layout(ReadOnlySpan<int> counts, int parts, int room, string function)
    {
        int[] layout = GC.AllocateUninitializedArray<int>((2 * parts) + 1, pinned: true);
        PartLayout.CheckRoom(room, PartLayout.Fill(counts, layout.AsSpan(parts, parts), function), function);
        counts.CopyTo(layout);
        return layout;
    }

    private static int* Address(int[] layout) =>
        (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(layout));

    private static Request Started(
        int code, string function, nint request, in MemoryHandle input, in MemoryHandle output, object? kept)
    {
        if (code != 0)
        {
            input.Dispose();
            output.Dispose();
        }

        Native.Check(code, function);
        return CollectiveCall.Holding(input, output, kept).Started(function, request);
    }
}
