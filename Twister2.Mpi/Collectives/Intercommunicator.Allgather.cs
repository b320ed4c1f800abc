using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.7 between two groups: each gets all that the other gives.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Brings one value, or object, of every process to every process of the other group (MPI_Allgather). Collective: every process of both groups must call this.</summary>
    /// <returns>The values of the other group in the order of its ranks.</returns>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public T[] Allgather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value)
    {
        if (!Raw.Is<T>())
            return AllgatherObjects(new ReadOnlySpan<T>(in value));
        var result = new T[RemoteSize];
        AllgatherRaw(new ReadOnlySpan<T>(in value), result);
        return result;
    }

    /// <inheritdoc cref="Allgather{T}(T)"/>
    /// <param name="inValue">This process's value.</param>
    /// <param name="outValues">The values of the other group in the order of its ranks afterwards; made where it is null or has another length.</param>
    public void Allgather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T inValue, [NotNull] ref T[]? outValues) => Put(Allgather(inValue), ref outValues);

    /// <summary>
    /// Brings however many values, or objects, of every process to every process of the other group (MPI_Allgather for the counts, MPI_Allgatherv).
    /// Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <returns>All values of the other group in the order of its ranks.</returns>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public T[] AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        return Raw.Is<T>() ? AllgatherRaw<T>(inValues) : AllgatherObjects<T>(inValues);
    }

    /// <summary>
    /// Brings the values, or objects, of every process to every process of the other group (MPI_Allgatherv). Collective: every process of both groups
    /// must call this.
    /// </summary>
    /// <param name="inValues">The values to give: as many as the other group expects.</param>
    /// <param name="count">How many each remote rank gives.</param>
    /// <returns>All values of the other group in the order of its ranks.</returns>
    /// <exception cref="MpiException">Others came than so many, an object cannot be packed, or the library failed.</exception>
    public T[] AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count)
    {
        int[] counts = new int[RemoteSize];
        Array.Fill(counts, count);
        return AllgatherCounted(inValues, counts);
    }

    /// <inheritdoc cref="AllgatherFlattened{T}(T[], int)"/>
    /// <param name="inValues">The values to give: as many as the other group expects.</param>
    /// <param name="count">How many each remote rank gives.</param>
    /// <param name="outValues">All values of the other group afterwards; made where it is null or has another length.</param>
    public void AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count, [NotNull] ref T[]? outValues) =>
        Put(AllgatherFlattened(inValues, count), ref outValues);

    /// <summary>
    /// Brings differently many values, or objects, of the processes to every process of the other group (MPI_Allgatherv). Collective: every process of
    /// both groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give: as many as the other group expects.</param>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <param name="outValues">All values of the other group in the order of its ranks afterwards; made where it is null or has another length.</param>
    /// <exception cref="MpiException">Counts are wrong, others came than so many, an object cannot be packed, or the library failed.</exception>
    public void AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts, [NotNull] ref T[]? outValues) =>
        Put(AllgatherCounted(inValues, counts), ref outValues);

    /// <summary>
    /// Brings the values of every process to every process of the other group (MPI_Allgather). Collective: every process of both groups must call
    /// this, all of one group with the same length.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="outValues">Room, of the exact size, for those of each remote rank, one part after the other.</param>
    /// <exception cref="MpiException">The room cannot be split evenly, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, outValues);

    /// <summary>
    /// Brings differently many values of every process to every process of the other group (MPI_Allgatherv). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <param name="outValues">Room for all of them, one part after the other.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, counts, outValues);

    /// <summary>
    /// Brings differently many values of every process to every process of the other group, each rank's to its own place (MPI_Allgatherv). Collective:
    /// every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <param name="displacements">The index in <paramref name="outValues"/> of each remote rank's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, counts, displacements, outValues);

    /// <summary>
    /// Brings however many values of every process to every process of the other group, asking for their counts first (MPI_Allgather, MPI_Allgatherv).
    /// Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">The values to give.</param>
    /// <returns>All values of the other group in the order of its ranks.</returns>
    /// <exception cref="MpiException">There are more values than an array can hold, or the library failed.</exception>
    public T[] AllgatherFlattened<T>(ReadOnlySpan<T> inValues)
        where T : unmanaged => AllgatherRaw(inValues);

    /// <summary>
    /// Starts to bring the values of every process to every process of the other group (MPI_Iallgather). Collective: every process of both groups must
    /// call this, all of one group with the same length. Both memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="AllgatherFlattened{T}(ReadOnlySpan{T}, Span{T})"/>
    public Request ImmediateAllgatherFlattened<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AllgatherNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, &request);
        return call.Started("MPI_Iallgather", request);
    }

    /// <summary>
    /// Starts to bring differently many values of every process to every process of the other group (MPI_Iallgatherv). Collective: every process of both
    /// groups must call this. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <inheritdoc cref="AllgatherFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, Span{T})"/>
    public Request ImmediateAllgatherFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged =>
        ImmediateAllgatherFlattened(inValues, counts, PartLayout.Places(counts, RemoteSize, "MPI_Iallgatherv"), outValues);

    /// <summary>
    /// Starts to bring differently many values of every process to every process of the other group, each rank's to its own place (MPI_Iallgatherv).
    /// Collective: every process of both groups must call this. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <inheritdoc cref="AllgatherFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, ReadOnlySpan{int}, Span{T})"/>
    public Request ImmediateAllgatherFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, Memory<T> outValues)
        where T : unmanaged
    {
        PartLayout.CheckParts(counts, displacements, RemoteSize, outValues.Length, "the rooms for the result", "MPI_Iallgatherv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AllgatherNative<T>(call.Input, inValues.Length, call.Output, call.Keep(counts, displacements), &request);
        return call.Started("MPI_Iallgatherv", request);
    }

    private T[] AllgatherCounted<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        int total = PartLayout.Total(counts, RemoteSize, "MPI_Allgatherv");
        if (!Raw.Is<T>())
        {
            T[] got = AllgatherObjects<T>(inValues);
            CheckSame(got.Length, total, "objects that came, by the counts", "MPI_Allgatherv");
            return got;
        }

        var result = new T[total];
        AllgatherRaw(inValues, counts, result);
        return result;
    }

    private T[] AllgatherObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values)
    {
        Exception? failure = null;
        byte[] packet = ObjectPacket.Pack(values, Rank, "MPI_Allgather", ref failure);
        int[] counts = Allgather(packet.Length);
        byte[] all = GC.AllocateUninitializedArray<byte>(PartLayout.Total(counts, RemoteSize, "MPI_Allgatherv"));
        AllgatherRaw<byte>(packet, counts, all);
        if (failure is not null)
            throw failure;
        return Unpacked<T>(Parts(all, counts), "MPI_Allgather");
    }

    private T[] AllgatherRaw<T>(ReadOnlySpan<T> inValues)
    {
        int[] counts = Allgather(inValues.Length);
        var result = new T[PartLayout.Total(counts, RemoteSize, "MPI_Allgatherv")];
        AllgatherRaw(inValues, counts, result);
        return result;
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AllgatherNative<T>(input, inValues.Length, output, outValues.Length, null);
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
    {
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        PartLayout.Fill(counts, places, "MPI_Allgatherv");
        AllgatherRaw(inValues, counts, places, outValues);
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, Span<T> outValues)
    {
        PartLayout.CheckParts(counts, places, RemoteSize, outValues.Length, "the rooms for the result", "MPI_Allgatherv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            AllgatherNative<T>(input, inValues.Length, output, new Layout(sizes, starts), null);
    }

    private void AllgatherNative<T>(void* input, int length, void* output, int room, nint* request)
    {
        string function = request == null ? "MPI_Allgather" : "MPI_Iallgather";
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(length, out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(room, RemoteSize, function), out int recvCount);
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Allgather(from, sendCount, sendType, to, recvCount, recvType, comm)
            : MpiFunctions.Iallgather(from, sendCount, sendType, to, recvCount, recvType, comm, request);
        Native.Check(code, function);
    }

    private void AllgatherNative<T>(void* input, int length, void* output, Layout layout, nint* request)
    {
        string function = request == null ? "MPI_Allgatherv" : "MPI_Iallgatherv";
        nint comm = Handle;
        nint type = Datatypes.Unit<T>();
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Allgatherv(from, length, type, to, layout.Counts, layout.Places, type, comm)
            : MpiFunctions.Iallgatherv(from, length, type, to, layout.Counts, layout.Places, type, comm, request);
        Native.Check(code, function);
    }
}
