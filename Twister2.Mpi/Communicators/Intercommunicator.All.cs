using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6 between two groups: collectives in which each group gets what the other gives.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Returns when every process of the other group has come here (MPI_Barrier). Collective: every process of both groups must call this.</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Barrier() => Native.Check(MpiFunctions.Barrier(Handle), "MPI_Barrier");

    /// <summary>Brings one value of every process to every process of the other group (MPI_Allgather). Collective: every process of both groups must call this.</summary>
    /// <returns>The values of the other group in the order of its ranks.</returns>
    /// <exception cref="MpiException">The library failed.</exception>
    public T[] Allgather<T>(T value)
        where T : unmanaged
    {
        var result = new T[RemoteSize];
        AllgatherFlattened(new ReadOnlySpan<T>(in value), result);
        return result;
    }

    /// <summary>
    /// Brings the values of every process to every process of the other group (MPI_Allgather). Collective: every process of both groups must call
    /// this, all of one group with the same length.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="outValues">Room, of the exact size, for those of each remote rank, one part after the other.</param>
    /// <exception cref="MpiException">The room cannot be split evenly, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(inValues.Length, out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(outValues.Length, RemoteSize, "MPI_Allgather"), out int recvCount);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Allgather(PartLayout.Some(input), sendCount, sendType, PartLayout.Some(output), recvCount, recvType, comm), "MPI_Allgather");
    }

    /// <summary>
    /// Brings differently many values of every process to every process of the other group (MPI_Allgatherv). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <param name="outValues">Room for all of them, one part after the other.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        PartLayout.CheckRoom(outValues.Length, PartLayout.Fill(counts, places, "MPI_Allgatherv"), "MPI_Allgatherv");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
            Native.Check(MpiFunctions.Allgatherv(PartLayout.Some(input), inValues.Length, type, PartLayout.Some(output), sizes, starts, type, comm), "MPI_Allgatherv");
    }

    /// <summary>Gives each process of the other group its value, and gets one from each (MPI_Alltoall). Collective: every process of both groups must call this.</summary>
    /// <param name="values">One value for each remote rank.</param>
    /// <returns>The values from each remote rank.</returns>
    /// <exception cref="MpiException">There is not one value for each remote rank, or the library failed.</exception>
    public T[] Alltoall<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.Length != RemoteSize)
            throw new MpiException(ErrorClass.Count, "MPI_Alltoall", $"there are {values.Length} values for {RemoteSize} remote ranks");
        var result = new T[RemoteSize];
        Alltoall(values, result);
        return result;
    }

    /// <summary>
    /// Gives each process of the other group its part, and gets one from each (MPI_Alltoall). Collective: every process of both groups must
    /// call this with parts of the same length; those of one group may be longer than those of the other.
    /// </summary>
    /// <param name="inValues">A part for each remote rank, one after the other.</param>
    /// <param name="outValues">Room, of the exact size, for a part from each remote rank.</param>
    /// <exception cref="MpiException">The values or the room cannot be split evenly, or the library failed.</exception>
    public void Alltoall<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(PartLayout.Even(inValues.Length, RemoteSize, "MPI_Alltoall"), out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(outValues.Length, RemoteSize, "MPI_Alltoall"), out int recvCount);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Alltoall(PartLayout.Some(input), sendCount, sendType, PartLayout.Some(output), recvCount, recvType, comm), "MPI_Alltoall");
    }

    /// <summary>
    /// Gives each process of the other group its part, of whatever length, and gets one from each (MPI_Alltoallv). Collective: every process of
    /// both groups must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of remote ranks.</param>
    /// <param name="sendCounts">How many values go to each remote rank.</param>
    /// <param name="recvCounts">How many values come from each remote rank.</param>
    /// <param name="outValues">Room for all that come, one part after the other.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AlltoallFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Alltoallv";
        nint comm = Handle;
        Span<int> sendPlaces = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        Span<int> recvPlaces = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        PartLayout.CheckRoom(inValues.Length, PartLayout.Fill(sendCounts, sendPlaces, Function), Function);
        PartLayout.CheckRoom(outValues.Length, PartLayout.Fill(recvCounts, recvPlaces, Function), Function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sendSizes = sendCounts, sendStarts = sendPlaces, recvSizes = recvCounts, recvStarts = recvPlaces)
        {
            int code = MpiFunctions.Alltoallv(PartLayout.Some(input), sendSizes, sendStarts, type, PartLayout.Some(output), recvSizes, recvStarts, type, comm);
            Native.Check(code, Function);
        }
    }

    /// <summary>Combines the values of each group, and gives the result to all of the other (MPI_Allreduce). Collective: every process of both groups must call this.</summary>
    /// <returns>What the other group's values combine to.</returns>
    /// <exception cref="MpiException">MPI cannot reduce the type, or the library failed.</exception>
    public T Allreduce<T>(T value, Operation<T> op)
        where T : unmanaged
    {
        T result = default;
        Allreduce(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Combines the values of each group, element by element, and gives the result to all of the other (MPI_Allreduce). Collective: every process
    /// of both groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for what the other group's values combine to.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        PartLayout.CheckRoom(outValues.Length, inValues.Length, "MPI_Allreduce");
        fixed (T* input = inValues, output = outValues)
        {
            int code = MpiFunctions.Allreduce(PartLayout.Some(input), PartLayout.Some(output), inValues.Length, Datatypes.Unit<T>(), op.Handle, comm);
            Native.Check(code, "MPI_Allreduce");
        }
    }

    /// <summary>
    /// Combines the values of each group, and deals the result out over the other (MPI_Reduce_scatter). Collective: every process of both
    /// groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine: as many as all counts of the own group, and of the other, add up to.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each process of the own group gets.</param>
    /// <param name="outValues">Room for this process's part of what the other group's values combine to.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void ReduceScatter<T>(ReadOnlySpan<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Reduce_scatter";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        Span<int> places = Size <= PartLayout.OnStack ? stackalloc int[Size] : new int[Size];
        PartLayout.CheckRoom(inValues.Length, PartLayout.Fill(counts, places, Function), Function);
        PartLayout.CheckRoom(outValues.Length, counts[Rank], Function);
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts)
            Native.Check(MpiFunctions.IntercommReduceScatter(PartLayout.Some(input), PartLayout.Some(output), sizes, Datatypes.Unit<T>(), op.Handle, comm), Function);
    }

    /// <summary>
    /// Combines the values of each group, and deals the result out in equal parts over the other (MPI_Reduce_scatter_block). Collective: every
    /// process of both groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine: as many for each process of the own group as it has room for.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for this process's part of what the other group's values combine to.</param>
    /// <exception cref="MpiException">There are not as many values as room in all, MPI cannot reduce the type, or the library failed.</exception>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Reduce_scatter_block";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        if (inValues.Length != (long)outValues.Length * Size)
            throw new MpiException(ErrorClass.Count, Function, $"{inValues.Length} values are no {Size} parts of {outValues.Length}");
        fixed (T* input = inValues, output = outValues)
        {
            int code = MpiFunctions.IntercommReduceScatterBlock(PartLayout.Some(input), PartLayout.Some(output), outValues.Length, Datatypes.Unit<T>(), op.Handle, comm);
            Native.Check(code, Function);
        }
    }
}
