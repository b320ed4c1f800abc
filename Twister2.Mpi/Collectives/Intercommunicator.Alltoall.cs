using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.8 between two groups: each process gives something to each of the other group, and gets something from each.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Gives each process of the other group its value, or object, and gets one from each (MPI_Alltoall). Collective: every process of both groups must call this.</summary>
    /// <param name="values">One value for each remote rank.</param>
    /// <returns>The values from each remote rank.</returns>
    /// <exception cref="MpiException">There is not one value for each remote rank, an object cannot be packed, or the library failed.</exception>
    public T[] Alltoall<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Raw.Is<T>())
            return AlltoallRaw<T>(values);
        CheckSame(values.Length, RemoteSize, "values, one for each remote rank", "MPI_Alltoall");
        int[] counts = new int[RemoteSize];
        Array.Fill(counts, 1);
        return AlltoallObjects(values, counts, "MPI_Alltoall");
    }

    /// <inheritdoc cref="Alltoall{T}(T[])"/>
    /// <param name="inValues">One value for each remote rank.</param>
    /// <param name="outValues">The values from each remote rank afterwards; made where it is null or has another length.</param>
    public void Alltoall<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, [NotNull] ref T[]? outValues) => Put(Alltoall(inValues), ref outValues);

    /// <summary>
    /// Gives each process of the other group its part, of whatever length, of the values, or objects, and gets one from each (MPI_Alltoallv). Collective:
    /// every process of both groups must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of remote ranks.</param>
    /// <param name="sendCounts">How many values go to each remote rank.</param>
    /// <param name="recvCounts">How many values come from each remote rank.</param>
    /// <returns>All that came, one part after the other.</returns>
    /// <exception cref="MpiException">Counts are wrong, there are too few values, an object cannot be packed, or the library failed.</exception>
    public T[] AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] sendCounts, int[] recvCounts)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        ArgumentNullException.ThrowIfNull(sendCounts);
        int total = PartLayout.Total(recvCounts, RemoteSize, "MPI_Alltoallv");
        if (!Raw.Is<T>())
        {
            T[] values = AlltoallObjects(inValues, sendCounts, "MPI_Alltoallv");
            CheckSame(values.Length, total, "objects that came, by the counts", "MPI_Alltoallv");
            return values;
        }

        var result = new T[total];
        AlltoallRaw<T>(inValues, sendCounts, recvCounts, result);
        return result;
    }

    /// <inheritdoc cref="AlltoallFlattened{T}(T[], int[], int[])"/>
    /// <param name="inValues">The parts, one after the other in the order of remote ranks.</param>
    /// <param name="sendCounts">How many values go to each remote rank.</param>
    /// <param name="recvCounts">How many values come from each remote rank.</param>
    /// <param name="outValues">All that came, one part after the other, afterwards; made where it is null or has another length.</param>
    public void AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, int[] sendCounts, int[] recvCounts, [NotNull] ref T[]? outValues) => Put(AlltoallFlattened(inValues, sendCounts, recvCounts), ref outValues);

    /// <summary>Gives each process of the other group its value, and gets one from each (MPI_Alltoall). Collective: every process of both groups must call this.</summary>
    /// <param name="values">One value for each remote rank.</param>
    /// <returns>The values from each remote rank.</returns>
    /// <exception cref="MpiException">There is not one value for each remote rank, or the library failed.</exception>
    public T[] Alltoall<T>(ReadOnlySpan<T> values)
        where T : unmanaged => AlltoallRaw(values);

    /// <summary>
    /// Gives each process of the other group its part, and gets one from each (MPI_Alltoall). Collective: every process of both groups must
    /// call this with parts of the same length; those of one group may be longer than those of the other.
    /// </summary>
    /// <param name="inValues">A part for each remote rank, one after the other.</param>
    /// <param name="outValues">Room, of the exact size, for a part from each remote rank.</param>
    /// <exception cref="MpiException">The values or the room cannot be split evenly, or the library failed.</exception>
    public void Alltoall<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, outValues);

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
        where T : unmanaged => AlltoallRaw(inValues, sendCounts, recvCounts, outValues);

    /// <summary>
    /// Gives each process of the other group its part, from whatever place, and gets one from each to whatever place (MPI_Alltoallv). Collective: every
    /// process of both groups must call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts.</param>
    /// <param name="sendCounts">How many values go to each remote rank.</param>
    /// <param name="sendDisplacements">The index in <paramref name="inValues"/> of each part's first value.</param>
    /// <param name="recvCounts">How many values come from each remote rank.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of each part's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all that come.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void AlltoallFlattened<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, sendCounts, sendDisplacements, recvCounts, recvDisplacements, outValues);

    /// <summary>
    /// Starts to give each process of the other group its part, and to get one from each (MPI_Ialltoall). Collective: every process of both groups must
    /// call this with parts of the same length; those of one group may be longer than those of the other. Both memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="Alltoall{T}(ReadOnlySpan{T}, Span{T})"/>
    public Request ImmediateAlltoall<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AlltoallNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, &request);
        return call.Started("MPI_Ialltoall", request);
    }

    /// <summary>
    /// Starts to give each process of the other group its part, of whatever length, and to get one from each (MPI_Ialltoallv). Collective: every process of
    /// both groups must call this, and what one sends another must expect. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <inheritdoc cref="AlltoallFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, ReadOnlySpan{int}, Span{T})"/>
    public Request ImmediateAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Memory<T> outValues)
        where T : unmanaged => ImmediateAlltoallFlattened(
            inValues,
            sendCounts,
            PartLayout.Places(sendCounts, RemoteSize, "MPI_Ialltoallv"),
            recvCounts,
            PartLayout.Places(recvCounts, RemoteSize, "MPI_Ialltoallv"),
            outValues);

    /// <summary>
    /// Starts to give each process of the other group its part, from whatever place, and to get one from each to whatever place (MPI_Ialltoallv).
    /// Collective: every process of both groups must call this, and what one sends another must expect. The memories must be left alone until the end;
    /// counts and places are copied.
    /// </summary>
    /// <inheritdoc cref="AlltoallFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, ReadOnlySpan{int}, ReadOnlySpan{int}, ReadOnlySpan{int}, Span{T})"/>
    public Request ImmediateAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ialltoallv";
        PartLayout.CheckParts(sendCounts, sendDisplacements, RemoteSize, inValues.Length, "the values to send", Function);
        PartLayout.CheckParts(recvCounts, recvDisplacements, RemoteSize, outValues.Length, "the rooms for the result", Function);
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AlltoallNative<T>(call.Input, call.Keep(sendCounts, sendDisplacements), call.Output, call.Keep(recvCounts, recvDisplacements), &request);
        return call.Started(Function, request);
    }

    private T[] AlltoallObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int[] counts, string function)
    {
        Exception? failure = null;
        byte[][] packets = PackParts(values, counts, RemoteSize, function, ref failure);
        int[] lengths = Array.ConvertAll(packets, p => p.Length);
        int[] came = AlltoallRaw<int>(lengths);
        byte[] all = GC.AllocateUninitializedArray<byte>(PartLayout.Total(came, RemoteSize, function));
        AlltoallRaw<byte>(Joined(packets, PartLayout.Total(lengths, RemoteSize, function)), lengths, came, all);
        if (failure is not null)
            throw failure;
        return Unpacked<T>(Parts(all, came), function);
    }

    private T[] AlltoallRaw<T>(ReadOnlySpan<T> values)
    {
        CheckSame(values.Length, RemoteSize, "values, one for each remote rank", "MPI_Alltoall");
        var result = new T[RemoteSize];
        AlltoallRaw(values, result);
        return result;
    }

    private void AlltoallRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AlltoallNative<T>(input, inValues.Length, output, outValues.Length, null);
    }

    private void AlltoallRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Span<T> outValues)
    {
        Span<int> sendPlaces = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        Span<int> recvPlaces = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        PartLayout.Fill(sendCounts, sendPlaces, "MPI_Alltoallv");
        PartLayout.Fill(recvCounts, recvPlaces, "MPI_Alltoallv");
        AlltoallRaw(inValues, sendCounts, sendPlaces, recvCounts, recvPlaces, outValues);
    }

    private void AlltoallRaw<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendPlaces,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvPlaces,
        Span<T> outValues)
    {
        PartLayout.CheckParts(sendCounts, sendPlaces, RemoteSize, inValues.Length, "the values to send", "MPI_Alltoallv");
        PartLayout.CheckParts(recvCounts, recvPlaces, RemoteSize, outValues.Length, "the rooms for the result", "MPI_Alltoallv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sendSizes = sendCounts, sendStarts = sendPlaces, recvSizes = recvCounts, recvStarts = recvPlaces)
            AlltoallNative<T>(input, new Layout(sendSizes, sendStarts), output, new Layout(recvSizes, recvStarts), null);
    }

    private void AlltoallNative<T>(void* input, int length, void* output, int room, nint* request)
    {
        string function = request == null ? "MPI_Alltoall" : "MPI_Ialltoall";
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(PartLayout.Even(length, RemoteSize, function), out int sendCount);
        nint recvType = Datatypes.For<T>(PartLayout.Even(room, RemoteSize, function), out int recvCount);
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Alltoall(from, sendCount, sendType, to, recvCount, recvType, comm)
            : MpiFunctions.Ialltoall(from, sendCount, sendType, to, recvCount, recvType, comm, request);
        Native.Check(code, function);
    }

    private void AlltoallNative<T>(void* input, Layout sent, void* output, Layout received, nint* request)
    {
        string function = request == null ? "MPI_Alltoallv" : "MPI_Ialltoallv";
        nint comm = Handle;
        nint type = Datatypes.Unit<T>();
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Alltoallv(from, sent.Counts, sent.Places, type, to, received.Counts, received.Places, type, comm)
            : MpiFunctions.Ialltoallv(from, sent.Counts, sent.Places, type, to, received.Counts, received.Places, type, comm, request);
        Native.Check(code, function);
    }
}
