using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 8.6: blocking neighbourhood collectives.
public abstract unsafe partial class TopologicalCommunicator
{
    /// <summary>
    /// Gives one value to each destination, and gets one from each source (MPI_Neighbor_allgather). Collective: every process must call this.
    /// </summary>
    /// <returns>The values in the order of <see cref="Sources"/>; the default value where there is no process.</returns>
    /// <exception cref="MpiException">The library failed.</exception>
    public T[] NeighborAllgather<T>(T value)
        where T : unmanaged
    {
        var result = new T[InDegree];
        NeighborAllgather(new ReadOnlySpan<T>(in value), result);
        return result;
    }

    /// <summary>
    /// Gives the same values to each destination, and gets as many from each source (MPI_Neighbor_allgather). Collective: every process must call
    /// this with the same length.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="outValues">Room for as many from each source, in the order of <see cref="Sources"/>; parts of no process stay as they are.</param>
    /// <exception cref="MpiException">The room is too small, or the library failed.</exception>
    public void NeighborAllgather<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_allgather";
        nint comm = Handle;
        PartLayout.CheckRoom(outValues.Length, (long)inValues.Length * InDegree, Function);
        nint type = Datatypes.For<T>(inValues.Length, out int count);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.NeighborAllgather(PartLayout.Some(input), count, type, PartLayout.Some(output), count, type, comm), Function);
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
        const string Function = "MPI_Neighbor_allgatherv";
        nint comm = Handle;
        Span<int> places = InDegree <= PartLayout.OnStack ? stackalloc int[InDegree] : new int[InDegree];
        PartLayout.CheckRoom(outValues.Length, PartLayout.Fill(recvCounts, places, Function), Function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* counts = recvCounts, starts = places)
            Native.Check(MpiFunctions.NeighborAllgatherv(PartLayout.Some(input), inValues.Length, type, PartLayout.Some(output), PartLayout.Some(counts), PartLayout.Some(starts), type, comm), Function);
    }

    /// <summary>
    /// Gives each destination its value, and gets one from each source (MPI_Neighbor_alltoall). Collective: every process must call this.
    /// </summary>
    /// <param name="values">One value for each of <see cref="Destinations"/>, in their order.</param>
    /// <returns>The values in the order of <see cref="Sources"/>; the default value where there is no process.</returns>
    /// <exception cref="MpiException">There is not one value for each destination, or the library failed.</exception>
    public T[] NeighborAlltoall<T>(params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_alltoall";
        if (values.Length != OutDegree)
            throw new MpiException(ErrorClass.Count, Function, $"there are {values.Length} values for {OutDegree} destinations");
        var result = new T[InDegree];
        NeighborAlltoall(values, result);
        return result;
    }

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
        where T : unmanaged
    {
        const string Function = "MPI_Neighbor_alltoall";
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(PartLayout.Even(inValues.Length, OutDegree, Function), out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(outValues.Length, InDegree, Function), out int recvCount);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.NeighborAlltoall(PartLayout.Some(input), sendCount, sendType, PartLayout.Some(output), recvCount, recvType, comm), Function);
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
        nint comm = Handle;
        Span<int> sendPlaces = OutDegree <= PartLayout.OnStack ? stackalloc int[OutDegree] : new int[OutDegree];
        Span<int> recvPlaces = InDegree <= PartLayout.OnStack ? stackalloc int[InDegree] : new int[InDegree];
        PartLayout.CheckRoom(inValues.Length, PartLayout.Fill(sendCounts, sendPlaces, Function), Function);
        PartLayout.CheckRoom(outValues.Length, PartLayout.Fill(recvCounts, recvPlaces, Function), Function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sendSizes = sendCounts, sendStarts = sendPlaces, recvSizes = recvCounts, recvStarts = recvPlaces)
        {
            int code = MpiFunctions.NeighborAlltoallv(
                PartLayout.Some(input), PartLayout.Some(sendSizes), PartLayout.Some(sendStarts), type,
                PartLayout.Some(output), PartLayout.Some(recvSizes), PartLayout.Some(recvStarts), type, comm);
            Native.Check(code, Function);
        }
    }
}
