using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.7, nonblocking sends and receives whose requests lie in an array.
public abstract unsafe partial class Communicator
{
    /// <summary>Starts to send values; the operation is the next of an array (MPI_Isend).</summary>
    /// <param name="values">The values; they must not change until the operation is complete.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <param name="requests">The array that waits for it.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public void ImmediateSend<T>(ReadOnlyMemory<T> values, int dest, int tag, RequestArray requests)
        where T : unmanaged => StartSend(MpiFunctions.Isend, "MPI_Isend", values, dest, tag, requests);

    /// <inheritdoc cref="ImmediateSend{T}(ReadOnlyMemory{T}, int, int, RequestArray)"/>
    public void ImmediateSend<T>(Memory<T> values, int dest, int tag, RequestArray requests)
        where T : unmanaged => StartSend<T>(MpiFunctions.Isend, "MPI_Isend", values, dest, tag, requests);

    /// <summary>
    /// Starts to send values; complete only when the receiver has begun to receive them; the operation is the next of an array (MPI_Issend).
    /// </summary>
    /// <inheritdoc cref="ImmediateSend{T}(ReadOnlyMemory{T}, int, int, RequestArray)"/>
    public void ImmediateSynchronousSend<T>(ReadOnlyMemory<T> values, int dest, int tag, RequestArray requests)
        where T : unmanaged => StartSend(MpiFunctions.Issend, "MPI_Issend", values, dest, tag, requests);

    /// <summary>
    /// Starts to send values to a rank that has posted the receive already; it is an error if it has not; the operation is the next of an
    /// array (MPI_Irsend).
    /// </summary>
    /// <inheritdoc cref="ImmediateSend{T}(ReadOnlyMemory{T}, int, int, RequestArray)"/>
    public void ImmediateReadySend<T>(ReadOnlyMemory<T> values, int dest, int tag, RequestArray requests)
        where T : unmanaged => StartSend(MpiFunctions.Irsend, "MPI_Irsend", values, dest, tag, requests);

    /// <summary>Starts to receive a message into <paramref name="values"/>; the operation is the next of an array (MPI_Irecv).</summary>
    /// <param name="values">Room for the message, which must be left alone until the operation is complete; it may be longer than the message.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="requests">The array that waits for it.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed. A message that is too long fails at the end, in
    /// <see cref="RequestArray.WaitAll"/>.</exception>
    public void ImmediateReceive<T>(Memory<T> values, int source, int tag, RequestArray requests)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(requests);
        nint comm = Handle;
        int origin = Origin(source, "MPI_Irecv");
        int wanted = ReceiveTag(tag, "MPI_Irecv");
        nint type = Datatypes.For<T>(values.Length, out int count);
        void* data = requests.Prepare<T>(values, "MPI_Irecv", out nint* request);
        requests.Started(MpiFunctions.Irecv(data, count, type, origin, wanted, comm, request), "MPI_Irecv");
    }

    private void StartSend<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, string function, ReadOnlyMemory<T> values, int dest, int tag,
        RequestArray requests)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(requests);
        nint comm = Handle;
        int destination = Destination(dest, function);
        int sendTag = SendTag(tag, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        void* data = requests.Prepare(values, function, out nint* request);
        requests.Started(start(data, count, type, destination, sendTag, comm, request), function);
    }
}
