using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.7, nonblocking sends and receives of memory. It is pinned until the request is complete.
public abstract unsafe partial class Communicator
{
    /// <summary>Starts to send values; the memory must not change until the request is complete (MPI_Isend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public Request ImmediateSend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => StartSend(MpiFunctions.Isend, "MPI_Isend", values, dest, tag);

    /// <summary>Starts to send values; complete only when the receiver has begun to receive them (MPI_Issend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public Request ImmediateSynchronousSend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => StartSend(MpiFunctions.Issend, "MPI_Issend", values, dest, tag);

    /// <summary>Starts to send values through the buffer of <see cref="Environment.AttachBuffer"/> (MPI_Ibsend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public Request ImmediateBufferedSend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => StartSend(MpiFunctions.Ibsend, "MPI_Ibsend", values, dest, tag);

    /// <summary>Starts to send values to a rank that has posted the receive already; it is an error if it has not (MPI_Irsend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public Request ImmediateReadySend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => StartSend(MpiFunctions.Irsend, "MPI_Irsend", values, dest, tag);

    /// <inheritdoc cref="ImmediateSend{T}(ReadOnlyMemory{T}, int, int)"/>
    public Request ImmediateSend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => StartSend<T>(MpiFunctions.Isend, "MPI_Isend", values, dest, tag);

    /// <inheritdoc cref="ImmediateSynchronousSend{T}(ReadOnlyMemory{T}, int, int)"/>
    public Request ImmediateSynchronousSend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => StartSend<T>(MpiFunctions.Issend, "MPI_Issend", values, dest, tag);

    /// <inheritdoc cref="ImmediateBufferedSend{T}(ReadOnlyMemory{T}, int, int)"/>
    public Request ImmediateBufferedSend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => StartSend<T>(MpiFunctions.Ibsend, "MPI_Ibsend", values, dest, tag);

    /// <inheritdoc cref="ImmediateReadySend{T}(ReadOnlyMemory{T}, int, int)"/>
    public Request ImmediateReadySend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => StartSend<T>(MpiFunctions.Irsend, "MPI_Irsend", values, dest, tag);

    /// <summary>Starts to receive a message into <paramref name="values"/>, which must be left alone until the request is complete (MPI_Irecv).</summary>
    /// <param name="values">Room for the message; it may be longer than the message.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed. A message that is too long fails at the end,
    /// in <see cref="Request.Wait"/>.</exception>
    public ReceiveRequest ImmediateReceive<T>(Memory<T> values, int source, int tag)
        where T : unmanaged
    {
        nint request = StartReceive<T>(values, source, tag, out int place);
        return new MemoryReceive<T>("MPI_Irecv", request, place, values);
    }

    /// <inheritdoc cref="ImmediateReceive{T}(Memory{T}, int, int)"/>
    public ReceiveRequest ImmediateReceive<T>(T[] values, int source, int tag)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return ImmediateReceive(values.AsMemory(), source, tag);
    }

    internal static void ReleaseOnError(int code, ref MemoryHandle pin, string function)
    {
        int failed = Native.Returned(code);
        if (failed == 0)
            return;
        pin.Dispose();
        Native.Check(failed, function);
    }

    internal static void RemoveOnError(int code, int place, string function)
    {
        int failed = Native.Returned(code);
        if (failed == 0)
            return;
        Outstanding.Remove(place);
        Native.Check(failed, function);
    }

    private nint StartReceive<T>(ReadOnlyMemory<T> values, int source, int tag, out int place)
    {
        nint comm = Handle;
        int origin = Origin(source, "MPI_Irecv");
        int wanted = ReceiveTag(tag, "MPI_Irecv");
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        void* data = Outstanding.Pin(values, out place);
        RemoveOnError(MpiFunctions.Irecv(data, count, type, origin, wanted, comm, &request), place, "MPI_Irecv");
        return request;
    }

    // T is known to be unmanaged by every caller.
    private Request StartSend<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, string function, ReadOnlyMemory<T> values, int dest, int tag)
    {
        nint comm = Handle;
        int destination = Destination(dest, function);
        int sendTag = SendTag(tag, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        if ((nint)start == (nint)MpiFunctions.Ibsend)
            Environment.CheckBuffer((long)values.Length * Unsafe.SizeOf<T>(), function);
        void* data = Outstanding.Pin(values, out int place);
        RemoveOnError(start(data, count, type, destination, sendTag, comm, &request), place, function);
        return Request.Send(function, request, place);
    }
}
