using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Native memory of any size: more elements than an int counts go by MPI's functions for long counts, or as one derived type.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends values out of native memory, as many as there are (MPI_Send, MPI_Send_c).</summary>
    /// <param name="values">The first value; the memory must not move.</param>
    /// <param name="count">How many values.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, a negative count, or the library failed.</exception>
    public void Send<T>(T* values, long count, int dest, int tag)
        where T : unmanaged => SendLarge(MpiFunctions.Send, MpiFunctions.SendLarge, "MPI_Send", values, count, dest, tag);

    /// <summary>Sends values out of native memory, and returns only when the receiver has begun to receive them (MPI_Ssend, MPI_Ssend_c).</summary>
    /// <param name="values">The first value; the memory must not move.</param>
    /// <param name="count">How many values.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, a negative count, or the library failed.</exception>
    public void SynchronousSend<T>(T* values, long count, int dest, int tag)
        where T : unmanaged => SendLarge(MpiFunctions.Ssend, MpiFunctions.SsendLarge, "MPI_Ssend", values, count, dest, tag);

    /// <summary>Waits for a message of any size, and puts it into native memory (MPI_Recv, MPI_Recv_c).</summary>
    /// <param name="values">Room for the message; the memory must not move.</param>
    /// <param name="count">For how many values there is room.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent it, with which tag, and how many values came: <see cref="CompletedStatus.LongCount{T}"/>.</returns>
    /// <exception cref="MpiException">No such rank or tag, a negative count, the message is longer than the room, or the library
    /// failed.</exception>
    public CompletedStatus Receive<T>(T* values, long count, int source, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int origin = Origin(source, "MPI_Recv");
        int wanted = ReceiveTag(tag, "MPI_Recv");
        nint type = LargeCounts.BaseType<T>(count, "MPI_Recv", out long units);
        NativeStatus status = default;
        int code;
        if (ProbedReceives.AnyWaiting)
        {
            nint request = StartLarge(MpiFunctions.Irecv, MpiFunctions.IrecvLarge, "MPI_Recv", values, count, origin, wanted);
            code = MatchingCalls.Wait(&request, &status);
        }
        else if (units <= LargeCounts.Limit)
        {
            code = MpiFunctions.Recv(values, (int)units, type, origin, wanted, comm, &status);
        }
        else if (MpiFunctions.RecvLarge != null && !LargeCounts.AvoidLong)
        {
            code = MpiFunctions.RecvLarge(values, units, type, origin, wanted, comm, &status);
        }
        else
        {
            nint whole = LargeCounts.Create(type, units, ElementBytes<T>());
            code = MpiFunctions.Recv(values, 1, whole, origin, wanted, comm, &status);
            LargeCounts.Free(whole);
        }

        Native.Check(code, "MPI_Recv");
        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>Starts to send values out of native memory, which must stay as it is until the request is complete (MPI_Isend, MPI_Isend_c).</summary>
    /// <param name="values">The first value.</param>
    /// <param name="count">How many values.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, a negative count, or the library failed.</exception>
    public Request ImmediateSend<T>(T* values, long count, int dest, int tag)
        where T : unmanaged
    {
        int destination = Destination(dest, "MPI_Isend");
        int sendTag = SendTag(tag, "MPI_Isend");
        nint request = StartLarge(MpiFunctions.Isend, MpiFunctions.IsendLarge, "MPI_Isend", values, count, destination, sendTag);
        return new Request("MPI_Isend", request, default(System.Buffers.MemoryHandle));
    }

    /// <summary>
    /// Starts to receive a message of any size into native memory, which must be left alone until the request is complete (MPI_Irecv, MPI_Irecv_c).
    /// </summary>
    /// <param name="values">Room for the message.</param>
    /// <param name="count">For how many values there is room.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, a negative count, or the library failed.</exception>
    public ReceiveRequest ImmediateReceive<T>(T* values, long count, int source, int tag)
        where T : unmanaged
    {
        int origin = Origin(source, "MPI_Irecv");
        int wanted = ReceiveTag(tag, "MPI_Irecv");
        nint request = StartLarge(MpiFunctions.Irecv, MpiFunctions.IrecvLarge, "MPI_Irecv", values, count, origin, wanted);
        return ReceiveRequest.Of<T>("MPI_Irecv", request, default);
    }

    private void SendLarge<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send,
        delegate* unmanaged<void*, long, nint, int, int, nint, int> sendLong,
        string function,
        T* values,
        long count,
        int dest,
        int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int destination = Destination(dest, function);
        int sendTag = SendTag(tag, function);
        nint type = LargeCounts.BaseType<T>(count, function, out long units);
        int code;
        if (ProbedReceives.AnyWaiting)
        {
            NativeStatus status = default;
            nint request = StartLarge(
                MatchingCalls.Nonblocking(send), (nint)send == (nint)MpiFunctions.Send ? MpiFunctions.IsendLarge : null, function, values, count, destination, sendTag);
            code = MatchingCalls.Wait(&request, &status);
        }
        else if (units <= LargeCounts.Limit)
        {
            code = send(values, (int)units, type, destination, sendTag, comm);
        }
        else if (sendLong != null && !LargeCounts.AvoidLong)
        {
            code = sendLong(values, units, type, destination, sendTag, comm);
        }
        else
        {
            nint whole = LargeCounts.Create(type, units, ElementBytes<T>());
            code = send(values, 1, whole, destination, sendTag, comm);
            LargeCounts.Free(whole);
        }

        Native.Check(code, function);
    }

    private nint StartLarge<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start,
        delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int> startLong,
        string function,
        T* values,
        long count,
        int peer,
        int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = LargeCounts.BaseType<T>(count, function, out long units);
        nint request = 0;
        int code;
        if (units <= LargeCounts.Limit)
        {
            code = start(values, (int)units, type, peer, tag, comm, &request);
        }
        else if (startLong != null && !LargeCounts.AvoidLong)
        {
            code = startLong(values, units, type, peer, tag, comm, &request);
        }
        else
        {
            nint whole = LargeCounts.Create(type, units, ElementBytes<T>());
            code = start(values, 1, whole, peer, tag, comm, &request);
            LargeCounts.Free(whole);
        }

        Native.Check(code, function);
        return request;
    }

    private protected static long ElementBytes<T>()
        where T : unmanaged => Datatypes.KindOf<T>() == DatatypeKind.Byte ? 1 : sizeof(T);
}
