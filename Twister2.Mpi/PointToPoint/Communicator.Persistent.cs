using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.9, persistent requests: the arguments are given once, the operation is started as often as wanted.
public abstract unsafe partial class Communicator
{
    /// <summary>Makes a send that can be started again and again; each start sends what the memory holds then (MPI_Send_init).</summary>
    /// <param name="values">The memory that each start sends; pinned until the request is disposed.</param>
    /// <param name="dest">The rank that receives the values, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public PersistentRequest SendInit<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => PrepareSend(MpiFunctions.SendInit, "MPI_Send_init", values, dest, tag);

    /// <summary>
    /// Makes a buffered send that can be started again and again (MPI_Bsend_init); each start needs room in the buffer of
    /// <see cref="Environment.AttachBuffer"/>, which must be attached before.
    /// </summary>
    /// <param name="values">The memory that each start sends; pinned until the request is disposed.</param>
    /// <param name="dest">The rank that receives the values, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public PersistentRequest BufferedSendInit<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged
    {
        _ = Handle;
        Environment.CheckBuffer((long)values.Length * sizeof(T), "MPI_Bsend_init");
        return PrepareSend(MpiFunctions.BsendInit, "MPI_Bsend_init", values, dest, tag);
    }

    /// <summary>
    /// Makes a send that can be started again and again, complete each time only when the receiver has begun to receive (MPI_Ssend_init).
    /// </summary>
    /// <param name="values">The memory that each start sends; pinned until the request is disposed.</param>
    /// <param name="dest">The rank that receives the values, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public PersistentRequest SynchronousSendInit<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => PrepareSend(MpiFunctions.SsendInit, "MPI_Ssend_init", values, dest, tag);

    /// <summary>Makes a send that can be started again and again, each time when the receive was posted before (MPI_Rsend_init).</summary>
    /// <param name="values">The memory that each start sends; pinned until the request is disposed.</param>
    /// <param name="dest">The rank that receives the values, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public PersistentRequest ReadySendInit<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => PrepareSend(MpiFunctions.RsendInit, "MPI_Rsend_init", values, dest, tag);

    /// <summary>Makes a receive that can be started again and again, into the same memory (MPI_Recv_init).</summary>
    /// <param name="values">Room for each message; pinned until the request is disposed.</param>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public PersistentRequest ReceiveInit<T>(Memory<T> values, int source, int tag)
        where T : unmanaged
    {
        int origin = Origin(source, "MPI_Recv_init");
        int wanted = ReceiveTag(tag, "MPI_Recv_init");
        return Prepare<T>(MpiFunctions.RecvInit, "MPI_Recv_init", values, origin, wanted, CompletedStatus.Of<T>(default));
    }

    private PersistentRequest PrepareSend<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> init, string function, ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged
    {
        int destination = Destination(dest, function);
        int sendTag = SendTag(tag, function);
        return Prepare(init, function, values, destination, sendTag, default);
    }

    private PersistentRequest Prepare<T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> init,
        string function,
        ReadOnlyMemory<T> values,
        int peer,
        int tag,
        in CompletedStatus kind)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        void* data = Outstanding.Pin(values, out int place);
        RemoveOnError(init(data, count, type, peer, tag, comm, &request), place, function);
        return new PersistentRequest(function, request, place, in kind);
    }
}
