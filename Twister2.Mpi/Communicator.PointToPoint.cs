using System.Buffers;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3, blocking sends and receives. A function that waits must not keep the garbage collector from running, so that none of
// these calls suppresses the transition.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends one value to a rank; returns when the value may be forgotten, which may be before it is received (MPI_Send).</summary>
    /// <param name="value">The value.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void Send<T>(T value, int dest, int tag)
        where T : unmanaged => Send(new ReadOnlySpan<T>(in value), dest, tag);

    /// <summary>Sends values to a rank as they lie in memory; returns when the memory may be used again (MPI_Send).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void Send<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        fixed (T* data = values)
            Native.Check(MpiFunctions.Send(data, count, type, Destination(dest, "MPI_Send"), SendTag(tag, "MPI_Send"), comm), "MPI_Send");
    }

    /// <summary>Sends values, and returns only when the receiver has begun to receive them (MPI_Ssend).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void SynchronousSend<T>(ReadOnlySpan<T> values, int dest, int tag)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        fixed (T* data = values)
            Native.Check(MpiFunctions.Ssend(data, count, type, Destination(dest, "MPI_Ssend"), SendTag(tag, "MPI_Ssend"), comm), "MPI_Ssend");
    }

    /// <summary>Sends a text as UTF-8, without its length or an end mark: the message's own length is the text's (MPI_Send).</summary>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void Send(string value, int dest, int tag)
    {
        ArgumentNullException.ThrowIfNull(value);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        int length = Encoding.UTF8.GetBytes(value, rented);
        Send<byte>(rented.AsSpan(0, length), dest, tag);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Waits for one value, and returns it (MPI_Recv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than one value, or the library failed.</exception>
    public T Receive<T>(int source, int tag)
        where T : unmanaged
    {
        Receive(source, tag, out T value, out _);
        return value;
    }

    /// <summary>Waits for one value, and tells where it came from (MPI_Recv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="value">The value that came.</param>
    /// <param name="status">Who sent it, with which tag.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than one value, or the library failed.</exception>
    public void Receive<T>(int source, int tag, out T value, out CompletedStatus status)
        where T : unmanaged
    {
        value = default;
        status = Receive(new Span<T>(ref value), source, tag);
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
                MpiFunctions.Recv(data, count, type, Origin(source, "MPI_Recv"), ReceiveTag(tag, "MPI_Recv"), comm, &status), "MPI_Recv");
        }

        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>Waits for a text that <see cref="Send(string, int, int)"/> sent, of any length (MPI_Mprobe, MPI_Mrecv).</summary>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public string ReceiveString(int source, int tag) => ReceiveString(source, tag, out _);

    /// <summary>Waits for a text of any length, and tells where it came from (MPI_Mprobe, MPI_Mrecv).</summary>
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
}
