using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 8.6: blocking neighbourhood collectives.
public abstract unsafe partial class TopologicalCommunicator
{
    private const string RoomName = "the rooms for the result";
    private const string ValuesName = "the values to send";

    /// <summary>
    /// Gives the same values to each destination, and gets as many from each source (MPI_Neighbor_allgather). Collective: every process must call
    /// this with the same length.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="outValues">Room for as many from each source, in the order of <see cref="Sources"/>; parts of no process stay as they are.</param>
    /// <exception cref="MpiException">The room is too small, or the library failed.</exception>
    public void NeighborAllgather<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, outValues);

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        const string Function = "MPI_Neighbor_allgather";
        nint comm = Handle;
        PartLayout.CheckRoom(outValues.Length, (long)inValues.Length * InDegree, Function);
        nint type = Datatypes.For<T>(inValues.Length, out int count);
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            Native.Check(MpiFunctions.NeighborAllgather(PartLayout.Some(input), count, type, PartLayout.SomeOther(output), count, type, comm), Function);
    }

    /// <summary>
    /// Gives the same values to each destination, and gets so many from each source (MPI_Neighbor_allgatherv). Collective: every process must
    /// call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="recvCounts">How many values each source gives, in the order of <see cref="Sources"/>.</param>
    /// <param name="outValues">Room for all of them, one part after the other; parts of no process stay as they are.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void NeighborAllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> recvCounts, Span<T> outValues)
        where T : unmanaged
    {
        Span<int> places = InDegree <= PartLayout.OnStack ? stackalloc int[InDegree] : new int[InDegree];
        PartLayout.Fill(recvCounts, places, "MPI_Neighbor_allgatherv");
        NeighborAllgatherFlattened(inValues, recvCounts, places, outValues);
    }

    /// <summary>
    /// Gives the same values to each destination, and gets so many from each source, which go to a place of their own (MPI_Neighbor_allgatherv).
    /// Collective: every process must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="recvCounts">How many values each source gives, in the order of <see cref="Sources"/>.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of each source's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all of them; what lies between the parts, and parts of no process, stay as they are.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void NeighborAllgatherFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> recvCounts, ReadOnlySpan<int> recvDisplacements, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_allgatherv";
        nint comm = Handle;
        PartLayout.CheckParts(recvCounts, recvDisplacements, InDegree, outValues.Length, RoomName, Function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* counts = recvCounts, starts = recvDisplacements)
        {
            int code = MpiFunctions.NeighborAllgatherv(
                PartLayout.Some(input), inValues.Length, type, PartLayout.SomeOther(output), PartLayout.Some(counts), PartLayout.Some(starts), type, comm);
            Native.Check(code, Function);
        }
    }

    /// <summary>
    /// Gives each destination its value, and gets one from each source (MPI_Neighbor_alltoall). Collective: every process must call this.
    /// </summary>
    /// <param name="values">One value for each of <see cref="Destinations"/>, in their order.</param>
    /// <returns>The values in the order of <see cref="Sources"/>; the default value where there is no process.</returns>
    /// <exception cref="MpiException">There is not one value for each destination, or the library failed.</exception>
    public T[] NeighborAlltoall<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => AlltoallRaw(values);

    /// <summary>
    /// Gives each destination its part, and gets as long a part from each source (MPI_Neighbor_alltoall). Collective: every process must call this
    /// with parts of the same length.
    /// </summary>
    /// <param name="inValues">A part for each of <see cref="Destinations"/>, one after the other.</param>
    /// <param name="outValues">
    /// Room, of the exact size, for a part of each of <see cref="Sources"/>, one after the other; parts of no process stay as they are.
    /// </param>
    /// <exception cref="MpiException">The parts do not fit, or the library failed.</exception>
    public void NeighborAlltoall<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, outValues);

    private void AlltoallRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        const string Function = "MPI_Neighbor_alltoall";
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(PartLayout.Even(inValues.Length, OutDegree, Function), out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(outValues.Length, InDegree, Function), out int recvCount);
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            Native.Check(MpiFunctions.NeighborAlltoall(PartLayout.Some(input), sendCount, sendType, PartLayout.SomeOther(output), recvCount, recvType, comm), Function);
    }

    /// <summary>
    /// Gives each destination its part, of whatever length, and gets one from each source (MPI_Neighbor_alltoallv). Collective: every process
    /// must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of <see cref="Destinations"/>.</param>
    /// <param name="sendCounts">How many values go to each destination.</param>
    /// <param name="recvCounts">How many values come from each source.</param>
    /// <param name="outValues">Room for all that come, in the order of <see cref="Sources"/>; parts of no process stay as they are.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void NeighborAlltoallFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_alltoallv";
        Span<int> sendPlaces = OutDegree <= PartLayout.OnStack ? stackalloc int[OutDegree] : new int[OutDegree];
        Span<int> recvPlaces = InDegree <= PartLayout.OnStack ? stackalloc int[InDegree] : new int[InDegree];
        PartLayout.Fill(sendCounts, sendPlaces, Function);
        PartLayout.Fill(recvCounts, recvPlaces, Function);
        NeighborAlltoallFlattened(inValues, sendCounts, sendPlaces, recvCounts, recvPlaces, outValues);
    }

    /// <summary>
    /// Gives each destination its part, of whatever length and wherever it lies, and gets one from each source (MPI_Neighbor_alltoallv). Collective: every
    /// process must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The memory that the parts are sent from; parts may overlap.</param>
    /// <param name="sendCounts">How many values go to each of <see cref="Destinations"/>.</param>
    /// <param name="sendDisplacements">The index in <paramref name="inValues"/> of the first value for each destination.</param>
    /// <param name="recvCounts">How many values come from each of <see cref="Sources"/>.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of each source's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all that come; what lies between the parts, and parts of no process, stay as they are.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void NeighborAlltoallFlattened<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_alltoallv";
        nint comm = Handle;
        PartLayout.CheckParts(sendCounts, sendDisplacements, OutDegree, inValues.Length, ValuesName, Function);
        PartLayout.CheckParts(recvCounts, recvDisplacements, InDegree, outValues.Length, RoomName, Function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sendSizes = sendCounts, sendStarts = sendDisplacements, recvSizes = recvCounts, recvStarts = recvDisplacements)
        {
            int code = MpiFunctions.NeighborAlltoallv(
                PartLayout.Some(input), PartLayout.Some(sendSizes), PartLayout.Some(sendStarts), type,
                PartLayout.SomeOther(output), PartLayout.Some(recvSizes), PartLayout.Some(recvStarts), type, comm);
            Native.Check(code, Function);
        }
    }

    /// <summary>
    /// Gives each destination what lies where its datatype says, and gets something from each source (MPI_Neighbor_alltoallw). Collective: every process
    /// must call this, and what one sends another must expect. The borders of a grid are swapped by this without a copy of one's own.
    /// </summary>
    /// <param name="inValues">The memory that is sent from.</param>
    /// <param name="sendCounts">How many elements of its datatype go to each of <see cref="Destinations"/>.</param>
    /// <param name="sendDisplacements">Where the elements for each destination begin, in bytes from the start of the memory.</param>
    /// <param name="sendTypes">The datatype for each destination.</param>
    /// <param name="outValues">The memory that is received into; its parts apart from those that are sent.</param>
    /// <param name="recvCounts">For how many elements of its datatype there is room from each of <see cref="Sources"/>.</param>
    /// <param name="recvDisplacements">Where the elements from each source begin, in bytes from the start of the memory.</param>
    /// <param name="recvTypes">The datatype for each source.</param>
    /// <exception cref="MpiException">There is not one entry for each neighbour, a datatype does not lie inside its memory, or the library
    /// failed.</exception>
    public void NeighborAlltoallw<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<nint> sendDisplacements,
        ReadOnlySpan<Datatype> sendTypes,
        Span<T> outValues,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<nint> recvDisplacements,
        ReadOnlySpan<Datatype> recvTypes)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_alltoallw";
        nint comm = Handle;
        TypedParts.Check((long)inValues.Length * sizeof(T), sendCounts, sendDisplacements, sendTypes, OutDegree, Function);
        TypedParts.Check((long)outValues.Length * sizeof(T), recvCounts, recvDisplacements, recvTypes, InDegree, Function);
        int parts = OutDegree + InDegree;
        Span<nint> handles = parts <= PartLayout.OnStack ? stackalloc nint[parts + 1] : new nint[parts + 1];
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = sendCounts, recvSizes = recvCounts)
        fixed (nint* places = sendDisplacements, recvPlaces = recvDisplacements, types = handles)
        {
            TypedParts.PutHandles(sendTypes, types);
            TypedParts.PutHandles(recvTypes, types + OutDegree);
            int code = MpiFunctions.NeighborAlltoallwLarge is not null
                ? NeighborAlltoallwLarge(input, sendCounts, places, types, output, recvCounts, recvPlaces, comm)
                : MpiFunctions.NeighborAlltoallw(
                    PartLayout.Some(input), PartLayout.Some(sizes), PartLayout.Some(places), types,
                    PartLayout.SomeOther(output), PartLayout.Some(recvSizes), PartLayout.Some(recvPlaces), types + OutDegree, comm);
            Native.Check(code, Function);
        }
    }

    private static int NeighborAlltoallwLarge(
        void* input, ReadOnlySpan<int> sendCounts, nint* places, nint* types, void* output, ReadOnlySpan<int> recvCounts, nint* recvPlaces, nint comm)
    {
        int parts = sendCounts.Length + recvCounts.Length;
        Span<long> counts = parts <= PartLayout.OnStack ? stackalloc long[parts + 1] : new long[parts + 1];
        TypedParts.PutCounts(sendCounts, counts);
        TypedParts.PutCounts(recvCounts, counts[sendCounts.Length..]);
        fixed (long* sizes = counts)
        {
            return MpiFunctions.NeighborAlltoallwLarge(
                PartLayout.Some(input), sizes, PartLayout.Some(places), types,
                PartLayout.SomeOther(output), sizes + sendCounts.Length, PartLayout.Some(recvPlaces), types + sendCounts.Length, comm);
        }
    }
}
