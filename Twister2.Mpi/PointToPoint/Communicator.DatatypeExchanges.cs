using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Exchanges and persistent messages of values in places that a datatype describes: the borders of a grid.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends the values that lie where <paramref name="layout"/> says, and returns only when the receiver has begun to receive them (MPI_Ssend).</summary>
    /// <inheritdoc cref="Send{T}(ReadOnlySpan{T}, Datatype, int, int, int)"/>
    public void SynchronousSend<T>(ReadOnlySpan<T> values, Datatype layout, int count, int dest, int tag)
        where T : unmanaged
    {
        const string Function = "MPI_Ssend";
        nint comm = Handle;
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, Function);
        fixed (T* data = values)
            Native.Check(MatchingCalls.Send(MpiFunctions.Ssend, data, count, type, Destination(dest, Function), SendTag(tag, Function), comm), Function);
    }

    /// <summary>
    /// Sends values to one rank and receives values from another, or the same one, at the same time, each from and to where a datatype says
    /// (MPI_Sendrecv).
    /// </summary>
    /// <param name="values">The memory that is sent from.</param>
    /// <param name="layout">Where the values lie in it.</param>
    /// <param name="count">How many elements of the layout.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag they are sent with.</param>
    /// <param name="room">The memory that is received into. It may be the one that is sent from, with places of its own in it.</param>
    /// <param name="roomLayout">Where the values go; the gaps stay as they are.</param>
    /// <param name="roomCount">For how many elements of the layout there is room.</param>
    /// <param name="source">The rank that sends them, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Their tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent what came, with which tag, and how many <typeparamref name="T"/>.</returns>
    /// <exception cref="MpiException">A layout does not lie inside its memory, no such rank or tag, the message is longer than the room, or the library
    /// failed.</exception>
    public CompletedStatus SendReceive<T>(
        ReadOnlySpan<T> values, Datatype layout, int count, int dest, int sendTag,
        Span<T> room, Datatype roomLayout, int roomCount, int source, int recvTag)
        where T : unmanaged
    {
        const string Function = "MPI_Sendrecv";
        nint comm = Handle;
        CheckExchange(dest, sendTag, source, recvTag);
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, Function);
        nint roomType = Layout(roomLayout, (long)room.Length * sizeof(T), roomCount, Function);
        NativeStatus status = default;
        fixed (T* data = values, target = room)
        {
            MatchingCalls.Message sent = new(data, count, type, Destination(dest, Function), sendTag);
            MatchingCalls.Message received = new(target, roomCount, roomType, Origin(source, Function), ReceiveTag(recvTag, Function));
            Native.Check(MatchingCalls.SendReceive(this, sent, received, comm, &status), Function);
        }

        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>
    /// Starts to send the values that lie where <paramref name="layout"/> says; complete only when the receiver has begun to receive them (MPI_Issend).
    /// </summary>
    /// <inheritdoc cref="ImmediateSend{T}(ReadOnlyMemory{T}, Datatype, int, int, int)"/>
    public Request ImmediateSynchronousSend<T>(ReadOnlyMemory<T> values, Datatype layout, int count, int dest, int tag)
        where T : unmanaged
    {
        const string Function = "MPI_Issend";
        nint comm = Handle;
        int destination = Destination(dest, Function);
        int sendTag = SendTag(tag, Function);
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, Function);
        nint request = 0;
        void* data = Outstanding.Pin(values, out int place);
        RemoveOnError(MpiFunctions.Issend(data, count, type, destination, sendTag, comm, &request), place, Function);
        return Request.Send(Function, request, place);
    }

    /// <summary>
    /// Makes a send that can be started again and again; each start sends what lies where <paramref name="layout"/> says then (MPI_Send_init). The layout
    /// may be disposed at once.
    /// </summary>
    /// <param name="values">The memory that each start sends from; pinned until the request is disposed.</param>
    /// <param name="layout">Where the values lie in it.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="dest">The rank that receives the values, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, or the library failed.</exception>
    public PersistentRequest SendInit<T>(ReadOnlyMemory<T> values, Datatype layout, int count, int dest, int tag)
        where T : unmanaged
    {
        const string Function = "MPI_Send_init";
        int destination = Destination(dest, Function);
        int sendTag = SendTag(tag, Function);
        return Prepare(MpiFunctions.SendInit, Function, values, layout, count, destination, sendTag, default);
    }

    /// <summary>
    /// Makes a receive that can be started again and again, whose values go where <paramref name="layout"/> says (MPI_Recv_init). The layout may be
    /// disposed at once.
    /// </summary>
    /// <param name="values">The memory that each message goes to; pinned until the request is disposed.</param>
    /// <param name="layout">Where the values go; the gaps stay as they are.</param>
    /// <param name="count">For how many elements of the layout there is room.</param>
    /// <param name="source">The rank that sends the values, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such rank or tag, or the library failed.</exception>
    public PersistentRequest ReceiveInit<T>(Memory<T> values, Datatype layout, int count, int source, int tag)
        where T : unmanaged
    {
        const string Function = "MPI_Recv_init";
        int origin = Origin(source, Function);
        int wanted = ReceiveTag(tag, Function);
        return Prepare<T>(MpiFunctions.RecvInit, Function, values, layout, count, origin, wanted, CompletedStatus.Of<T>(default));
    }

    private PersistentRequest Prepare<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> init,
        string function,
        ReadOnlyMemory<T> values,
        Datatype layout,
        int count,
        int peer,
        int tag,
        in CompletedStatus kind)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, function);
        nint request = 0;
        void* data = Outstanding.Pin(values, out int place);
        RemoveOnError(init(data, count, type, peer, tag, comm, &request), place, function);
        return new PersistentRequest(function, request, place, in kind);
    }
}
