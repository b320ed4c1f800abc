using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.7, nonblocking sends and receives. The memory is pinned until the request is complete.
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

    /// <summary>Starts to receive a message into <paramref name="values"/>, which must be left alone until the request is complete (MPI_Irecv).</summary>
    /// <param name="values">Room for the message; it may be longer than the message.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed. A message that is too long fails at the end,
    /// in <see cref="Request.Wait"/>.</exception>
    public ReceiveRequest ImmediateReceive<T>(Memory<T> values, int source, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int origin = Origin(source, "MPI_Irecv");
        int wanted = ReceiveTag(tag, "MPI_Irecv");
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        int code = MpiFunctions.Irecv(pin.Pointer, count, type, origin, wanted, comm, &request);
        ReleaseOnError(code, ref pin, "MPI_Irecv");
        return ReceiveRequest.Of<T>("MPI_Irecv", request, pin);
    }

    private Request StartSend<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, string function, ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int destination = Destination(dest, function);
        int sendTag = SendTag(tag, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        int code = start(pin.Pointer, count, type, destination, sendTag, comm, &request);
        ReleaseOnError(code, ref pin, function);
        return new Request(function, request, pin);
    }

    internal static void ReleaseOnError(int code, ref MemoryHandle pin, string function)
    {
        if (code == 0)
            return;
        pin.Dispose();
        Native.Check(code, function);
    }
}
