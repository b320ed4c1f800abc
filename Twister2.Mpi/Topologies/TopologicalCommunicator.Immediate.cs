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
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        int code = MpiFunctions.IneighborAllgather(PartLayout.Some(call.Input), count, type, PartLayout.SomeOther(call.Output), count, type, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
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
        where T : unmanaged => ImmediateNeighborAllgatherFlattened(
            inValues, recvCounts, PartLayout.Places(recvCounts, InDegree, "MPI_Ineighbor_allgatherv"), outValues);

    /// <summary>
    /// Starts to give the same values to each destination, and to get so many from each source, which go to a place of their own
    /// (MPI_Ineighbor_allgatherv). Collective: every process must call this. Counts and places are copied.
    /// </summary>
    /// <param name="inValues">The values to give; not to be changed before the end.</param>
    /// <param name="recvCounts">How many values each source gives, in the order of <see cref="Sources"/>.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of each source's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all of them; what lies between the parts stays as it is.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateNeighborAllgatherFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> recvCounts, ReadOnlySpan<int> recvDisplacements, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_allgatherv";
        nint comm = Handle;
        PartLayout.CheckParts(recvCounts, recvDisplacements, InDegree, outValues.Length, RoomName, Function);
        nint type = Datatypes.Unit<T>();
        using var call = CollectiveCall.Of(inValues, outValues);
        Layout received = call.Keep(recvCounts, recvDisplacements);
        nint request = 0;
        int code = MpiFunctions.IneighborAllgatherv(
            PartLayout.Some(call.Input), inValues.Length, type, PartLayout.SomeOther(call.Output), received.Counts, received.Places, type, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
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
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        int code = MpiFunctions.IneighborAlltoall(
            PartLayout.Some(call.Input), sendCount, sendType, PartLayout.SomeOther(call.Output), recvCount, recvType, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
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
        int[] sendPlaces = PartLayout.Places(sendCounts, OutDegree, Function);
        int[] recvPlaces = PartLayout.Places(recvCounts, InDegree, Function);
        return ImmediateNeighborAlltoallFlattened(inValues, sendCounts, sendPlaces, recvCounts, recvPlaces, outValues);
    }

    /// <summary>
    /// Starts to give each destination its part, of whatever length and wherever it lies, and to get one from each source (MPI_Ineighbor_alltoallv).
    /// Collective: every process must call this, and what one sends another must expect. Counts and places are copied.
    /// </summary>
    /// <param name="inValues">The memory that the parts are sent from; not to be changed before the end.</param>
    /// <param name="sendCounts">How many values go to each of <see cref="Destinations"/>.</param>
    /// <param name="sendDisplacements">The index in <paramref name="inValues"/> of the first value for each destination.</param>
    /// <param name="recvCounts">How many values come from each of <see cref="Sources"/>.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of each source's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all that come; what lies between the parts stays as it is.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateNeighborAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_alltoallv";
        nint comm = Handle;
        PartLayout.CheckParts(sendCounts, sendDisplacements, OutDegree, inValues.Length, ValuesName, Function);
        PartLayout.CheckParts(recvCounts, recvDisplacements, InDegree, outValues.Length, RoomName, Function);
        nint type = Datatypes.Unit<T>();
        using var call = CollectiveCall.Of(inValues, outValues);
        Layout sent = call.Keep(sendCounts, sendDisplacements);
        Layout received = call.Keep(recvCounts, recvDisplacements);
        nint request = 0;
        int code = MpiFunctions.IneighborAlltoallv(
            PartLayout.Some(call.Input), sent.Counts, sent.Places, type, PartLayout.SomeOther(call.Output), received.Counts, received.Places, type, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
    }

    /// <summary>
    /// Starts what <see cref="NeighborAlltoallw"/> does (MPI_Ineighbor_alltoallw). Collective: every process must call this. Both memories must be left
    /// alone until the request is complete; the counts and datatypes may be forgotten at once.
    /// </summary>
    /// <inheritdoc cref="NeighborAlltoallw"/>
    public Request ImmediateNeighborAlltoallw<T>(
        ReadOnlyMemory<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<nint> sendDisplacements,
        ReadOnlySpan<Datatype> sendTypes,
        Memory<T> outValues,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<nint> recvDisplacements,
        ReadOnlySpan<Datatype> recvTypes)
        where T : unmanaged
    {
        const string Function = "MPI_Ineighbor_alltoallw";
        nint comm = Handle;
        TypedParts.Check((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, OutDegree, Function);
        TypedParts.Check((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, InDegree, Function);
        using var call = CollectiveCall.Of(inValues, outValues);
        nint* from = call.KeepHandles(sendTypes);
        nint* to = call.KeepHandles(recvTypes);
        nint request = 0;
        nint* fromPlaces = call.Keep(sendDisplacements);
        nint* toPlaces = call.Keep(recvDisplacements);
        void* input = PartLayout.Some(call.Input);
        void* output = PartLayout.SomeOther(call.Output);
        int code = MpiFunctions.IneighborAlltoallwLarge is not null
            ? MpiFunctions.IneighborAlltoallwLarge(
                input, call.KeepLong(sendCounts), fromPlaces, from, output, call.KeepLong(recvCounts), toPlaces, to, comm, &request)
            : MpiFunctions.IneighborAlltoallw(
                input, call.Keep(sendCounts, []).Counts, fromPlaces, from, output, call.Keep(recvCounts, []).Counts, toPlaces, to, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
    }
}
