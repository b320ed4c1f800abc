using System.Buffers;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3, blocking sends and receives of spans and texts. A function that waits must not keep the garbage collector from running, so that none
// of these calls suppresses the transition.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends values as they lie in memory; returns when the memory may be used again, which may be before it is received (MPI_Send).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void Send<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Send, "MPI_Send", values, dest, tag);

    /// <summary>Sends values as they lie in memory, and returns only when the receiver has begun to receive (MPI_Ssend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void SynchronousSend<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Ssend, "MPI_Ssend", values, dest, tag);

    /// <summary>Sends values as they lie in memory through the buffer of <see cref="Environment.AttachBuffer"/>, and never waits for the receiver (MPI_Bsend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public void BufferedSend<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Bsend, "MPI_Bsend", values, dest, tag);

    /// <summary>Sends values as they lie in memory to a rank that has posted the receive already; it is an error if it has not (MPI_Rsend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void ReadySend<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Rsend, "MPI_Rsend", values, dest, tag);

    /// <summary>Sends a text as UTF-8, without its length or an end mark: the message's own length is the text's (MPI_Send).</summary>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void Send(string value, int dest, int tag)
    {
        ArgumentNullException.ThrowIfNull(value);
        SendText(MpiFunctions.Send, "MPI_Send", value, dest, tag);
    }

    /// <summary>Waits for a message, and puts it at the start of <paramref name="values"/> (MPI_Recv).</summary>
    /// <param name="values">Room for the message; it may be longer than the message.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <returns>Who sent it, with which tag, and how many values came.</returns>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room
    /// (<see cref="ErrorClass.Truncate"/>), or the library failed.</exception>
    public CompletedStatus Receive<T>(Span<T> values, int source, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = default;
        fixed (T* data = values)
        {
            Native.Check(
                MatchingCalls.Receive(this, data, count, type, Origin(source, "MPI_Recv"), ReceiveTag(tag, "MPI_Recv"), comm, &status), "MPI_Recv");
        }

        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>Waits for a text that <see cref="Send(string, int, int)"/> sent, of any length (MPI_Mprobe, MPI_Mrecv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public string ReceiveString(int source, int tag) => ReceiveString(source, tag, out _);

    /// <summary>Waits for a text of any length, and tells where it came from (MPI_Mprobe, MPI_Mrecv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="status">Who sent it, with which tag, and of how many bytes.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public string ReceiveString(int source, int tag, out CompletedStatus status)
    {
        var message = MatchedProbe(source, tag);
        byte[] rented = ArrayPool<byte>.Shared.Rent(message.Count<byte>());
        status = message.Receive(rented.AsSpan());
        string text = Encoding.UTF8.GetString(rented, 0, status.Count());
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    private void SendText(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send, string function, string value, int dest, int tag)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        int length = Encoding.UTF8.GetBytes(value, rented);
        SendSpan<byte>(send, function, rented.AsSpan(0, length), dest, tag);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private void SendSpan<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send, string function, ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        if ((nint)send == (nint)MpiFunctions.Bsend)
            Environment.CheckBuffer((long)values.Length * sizeof(T), function);
        fixed (T* data = values)
            Native.Check(MatchingCalls.Send(send, data, count, type, Destination(dest, function), SendTag(tag, function), comm), function);
    }
}
