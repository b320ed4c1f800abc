using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.10, a send and a receive in one call, which cannot block each other.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends values to one rank and receives values from another, or the same one, at the same time (MPI_Sendrecv).</summary>
    /// <param name="values">The values to send; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag they are sent with.</param>
    /// <param name="room">Room for the message that comes; it may be longer, and must not overlap <paramref name="values"/>.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Its tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent what came, with which tag, and how many values.</returns>
    /// <exception cref="MpiException">No such rank or tag, the spans overlap, the message is longer than the room, or the library
    /// failed.</exception>
    public CompletedStatus SendReceive<T>(ReadOnlySpan<T> values, int dest, int sendTag, Span<T> room, int source, int recvTag)
        where T : unmanaged
    {
        if (values.Overlaps(room))
            throw new MpiException(ErrorClass.Buffer, "MPI_Sendrecv", "the values to send and the room overlap; use SendReceiveReplace");
        fixed (T* data = values)
        fixed (T* target = room)
            return Exchange<T>(data, values.Length, dest, sendTag, target, room.Length, source, recvTag);
    }

    /// <summary>Sends values, and puts what another rank, or the same one, sends in their place (MPI_Sendrecv_replace).</summary>
    /// <param name="values">The values to send, and room for as many.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag they are sent with.</param>
    /// <param name="source">The rank that sends what comes, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Its tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent what came, with which tag, and how many values.</returns>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room, or the library failed.</exception>
    public CompletedStatus SendReceiveReplace<T>(Span<T> values, int dest, int sendTag, int source, int recvTag)
        where T : unmanaged
    {
        nint comm = Handle;
        int destination = Destination(dest, "MPI_Sendrecv_replace");
        int tag = SendTag(sendTag, "MPI_Sendrecv_replace");
        int origin = Origin(source, "MPI_Sendrecv_replace");
        int wanted = ReceiveTag(recvTag, "MPI_Sendrecv_replace");
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = default;
        fixed (T* data = values)
        {
            int code = ProbedReceives.AnyWaiting
                ? MatchingCalls.SendReceiveReplace(
                    this, new(data, count, type, destination, tag), (long)values.Length * sizeof(T), origin, wanted, comm, &status)
                : MpiFunctions.SendrecvReplace(data, count, type, destination, tag, origin, wanted, comm, &status);
            Native.Check(code, "MPI_Sendrecv_replace");
        }

        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>Sends one value, and puts the one that another rank, or the same one, sends in its place (MPI_Sendrecv_replace).</summary>
    /// <param name="value">The value to send, and to be overwritten.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag it is sent with.</param>
    /// <param name="source">The rank that sends the other, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Its tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent what came, and with which tag.</returns>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than one value, or the library failed.</exception>
    public CompletedStatus SendReceiveReplace<T>(ref T value, int dest, int sendTag, int source, int recvTag)
        where T : unmanaged => SendReceiveReplace(new Span<T>(ref value), dest, sendTag, source, recvTag);

    /// <summary>Exchanges one value of any type with a rank (MPI_Sendrecv).</summary>
    /// <param name="inValue">The value to send.</param>
    /// <param name="dest">The rank to exchange with, or <see cref="procNull"/>.</param>
    /// <param name="tag">The tag of both messages.</param>
    /// <param name="outValue">The value that came; the type's default from <see cref="procNull"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T inValue, int dest, int tag, out T outValue) =>
        SendReceive(inValue, dest, tag, dest, tag, out outValue, out _);

    /// <summary>Sends one value of any type to a rank, and receives one from another, or the same one (MPI_Sendrecv).</summary>
    /// <param name="inValue">The value to send.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag it is sent with.</param>
    /// <param name="source">The rank that sends the other, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Its tag, or <see cref="anyTag"/>.</param>
    /// <param name="outValue">The value that came; the type's default from <see cref="procNull"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T inValue, int dest, int sendTag, int source, int recvTag, out T outValue) =>
        SendReceive(inValue, dest, sendTag, source, recvTag, out outValue, out _);

    /// <summary>
    /// Sends one value of any type to a rank, receives one from another, or the same one, and tells where it came from (MPI_Sendrecv).
    /// </summary>
    /// <param name="inValue">The value to send.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag it is sent with.</param>
    /// <param name="source">The rank that sends the other, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Its tag, or <see cref="anyTag"/>.</param>
    /// <param name="outValue">The value that came; the type's default from <see cref="procNull"/>.</param>
    /// <param name="status">Who sent it, and with which tag.</param>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T inValue, int dest, int sendTag, int source, int recvTag, out T outValue, out CompletedStatus status)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            CheckExchange(dest, sendTag, source, recvTag);
            Request send = ImmediateSend(inValue, dest, sendTag);
            try
            {
                Receive(source, recvTag, out outValue, out status);
            }
            finally
            {
                send.Wait();
            }

            return;
        }

        T room = default!;
        status = Exchange<T>(Unsafe.AsPointer(ref inValue), 1, dest, sendTag, Unsafe.AsPointer(ref room), 1, source, recvTag);
        CheckOne(in status, "MPI_Sendrecv");
        outValue = room;
    }

    /// <summary>Exchanges arrays of any type with a rank (MPI_Sendrecv).</summary>
    /// <param name="inValues">The elements to send.</param>
    /// <param name="dest">The rank to exchange with, or <see cref="procNull"/>.</param>
    /// <param name="tag">The tag of both messages.</param>
    /// <param name="outValues">Room for the elements that come. Null for a new array of the message's length.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, int dest, int tag, [NotNull] ref T[]? outValues) =>
        SendReceive(inValues, dest, tag, dest, tag, ref outValues, out _);

    /// <summary>Sends an array of any type to a rank, and receives one from another, or the same one (MPI_Sendrecv).</summary>
    /// <param name="inValues">The elements to send.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag they are sent with.</param>
    /// <param name="source">The rank that sends the others, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Their tag, or <see cref="anyTag"/>.</param>
    /// <param name="outValues">Room for the elements that come. Null for a new array of the message's length.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, int dest, int sendTag, int source, int recvTag, [NotNull] ref T[]? outValues) =>
        SendReceive(inValues, dest, sendTag, source, recvTag, ref outValues, out _);

    /// <summary>
    /// Sends an array of any type to a rank, receives one from another, or the same one, and tells where it came from (MPI_Sendrecv).
    /// </summary>
    /// <param name="inValues">The elements to send.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="sendTag">The tag they are sent with.</param>
    /// <param name="source">The rank that sends the others, or <see cref="anySource"/>.</param>
    /// <param name="recvTag">Their tag, or <see cref="anyTag"/>.</param>
    /// <param name="outValues">Room for the elements that come. Null for a new array of the message's length.</param>
    /// <param name="status">Who sent them, with which tag; its count is in elements, or in bytes for objects.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room, or the library failed.</exception>
    public void SendReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, int dest, int sendTag, int source, int recvTag, [NotNull] ref T[]? outValues, out CompletedStatus status)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        CheckExchange(dest, sendTag, source, recvTag);
        Request send = ImmediateSend(inValues, dest, sendTag);
        try
        {
            Receive(source, recvTag, ref outValues, out status);
        }
        finally
        {
            send.Wait();
        }
    }

    // Nothing is sent when the receive cannot be.
    private void CheckExchange(int dest, int sendTag, int source, int recvTag)
    {
        Destination(dest, "MPI_Sendrecv");
        SendTag(sendTag, "MPI_Sendrecv");
        Origin(source, "MPI_Sendrecv");
        ReceiveTag(recvTag, "MPI_Sendrecv");
    }

    // T is known to be unmanaged by every caller.
    private CompletedStatus Exchange<T>(
        void* data, int length, int dest, int sendTag, void* room, int roomLength, int source, int recvTag)
    {
        nint comm = Handle;
        int destination = Destination(dest, "MPI_Sendrecv");
        int tag = SendTag(sendTag, "MPI_Sendrecv");
        int origin = Origin(source, "MPI_Sendrecv");
        int wanted = ReceiveTag(recvTag, "MPI_Sendrecv");
        nint type = Datatypes.For<T>(length, out int count);
        nint roomType = Datatypes.For<T>(roomLength, out int roomCount);
        NativeStatus status = default;
        MatchingCalls.Message sent = new(data, count, type, destination, tag);
        MatchingCalls.Message received = new(room, roomCount, roomType, origin, wanted);
        Native.Check(MatchingCalls.SendReceive(this, sent, received, comm, &status), "MPI_Sendrecv");
        return CompletedStatus.Of<T>(in status);
    }
}
