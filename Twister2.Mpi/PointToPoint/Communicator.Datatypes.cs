using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Messages that take their values from, or put them to, places that a datatype describes.
public abstract unsafe partial class Communicator
{
    /// <summary>
    /// Sends the values that lie where <paramref name="layout"/> says; returns when the memory may be used again (MPI_Send). The receiver may have
    /// another layout: what counts is how many values there are.
    /// </summary>
    /// <param name="values">The memory that the values lie in.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, or the library failed.</exception>
    public void Send<T>(ReadOnlySpan<T> values, Datatype layout, int count, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, "MPI_Send");
        fixed (T* data = values)
            Native.Check(MatchingCalls.Send(MpiFunctions.Send, data, count, type, Destination(dest, "MPI_Send"), SendTag(tag, "MPI_Send"), comm), "MPI_Send");
    }

    /// <summary>Waits for a message, and puts its values where <paramref name="layout"/> says (MPI_Recv); the gaps stay as they are.</summary>
    /// <param name="values">The memory that the values go to.</param>
    /// <param name="layout">Where they go.</param>
    /// <param name="count">For how many elements of the layout there is room.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent it, with which tag, and how many <typeparamref name="T"/> came.</returns>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, the message is longer than the layout
    /// (<see cref="ErrorClass.Truncate"/>), or the library failed.</exception>
    public CompletedStatus Receive<T>(Span<T> values, Datatype layout, int count, int source, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, "MPI_Recv");
        NativeStatus status = default;
        fixed (T* data = values)
        {
            Native.Check(
                MatchingCalls.Receive(this, data, count, type, Origin(source, "MPI_Recv"), ReceiveTag(tag, "MPI_Recv"), comm, &status), "MPI_Recv");
        }

        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>
    /// Starts to send the values that lie where <paramref name="layout"/> says; the memory must not change until the request is complete
    /// (MPI_Isend). The layout may be disposed at once.
    /// </summary>
    /// <param name="values">The memory that the values lie in.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, or the library failed.</exception>
    public Request ImmediateSend<T>(ReadOnlyMemory<T> values, Datatype layout, int count, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int destination = Destination(dest, "MPI_Isend");
        int sendTag = SendTag(tag, "MPI_Isend");
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, "MPI_Isend");
        nint request = 0;
        MemoryHandle pin = values.Pin();
        int code = MpiFunctions.Isend(pin.Pointer, count, type, destination, sendTag, comm, &request);
        ReleaseOnError(code, ref pin, "MPI_Isend");
        return new Request("MPI_Isend", request, pin);
    }

    /// <summary>
    /// Starts to receive a message whose values go where <paramref name="layout"/> says; the memory must be left alone until the request is
    /// complete (MPI_Irecv). The layout may be disposed at once.
    /// </summary>
    /// <param name="values">The memory that the values go to.</param>
    /// <param name="layout">Where they go.</param>
    /// <param name="count">For how many elements of the layout there is room.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, or the library failed.</exception>
    public ReceiveRequest ImmediateReceive<T>(Memory<T> values, Datatype layout, int count, int source, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        int origin = Origin(source, "MPI_Irecv");
        int wanted = ReceiveTag(tag, "MPI_Irecv");
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, "MPI_Irecv");
        nint request = 0;
        MemoryHandle pin = values.Pin();
        int code = MpiFunctions.Irecv(pin.Pointer, count, type, origin, wanted, comm, &request);
        ReleaseOnError(code, ref pin, "MPI_Irecv");
        return ReceiveRequest.Of<T>("MPI_Irecv", request, pin);
    }

    private protected static nint Layout(Datatype layout, long bytes, int count, string function)
    {
        ArgumentNullException.ThrowIfNull(layout);
        nint type = layout.Handle;
        layout.CheckInside(bytes, 0, count, function);
        return type;
    }
}
