using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.7, nonblocking sends and receives of values and arrays of any type, in MPI.NET's signatures.
public abstract unsafe partial class Communicator
{
    /// <summary>Starts to send one value of any type; the value itself may change at once (MPI_Isend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        StartSendValue(MpiFunctions.Isend, "MPI_Isend", value, dest, tag);

    /// <summary>Starts to send the elements of an array, of any type, in one message (MPI_Isend).</summary>
    /// <param name="values">The elements; an array without references must not change until the request is complete.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        StartSendArray(MpiFunctions.Isend, "MPI_Isend", values, dest, tag);

    /// <summary>Starts to send one value of any type; complete only when the receiver has begun to receive; the value itself may change at once (MPI_Issend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateSynchronousSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        StartSendValue(MpiFunctions.Issend, "MPI_Issend", value, dest, tag);

    /// <summary>Starts to send the elements of an array, of any type, in one message; complete only when the receiver has begun to receive (MPI_Issend).</summary>
    /// <param name="values">The elements; an array without references must not change until the request is complete.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateSynchronousSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        StartSendArray(MpiFunctions.Issend, "MPI_Issend", values, dest, tag);

    /// <summary>Starts to send one value of any type through the buffer of <see cref="Environment.AttachBuffer"/>; the value itself may change at once (MPI_Ibsend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public Request ImmediateBufferedSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        StartSendValue(MpiFunctions.Ibsend, "MPI_Ibsend", value, dest, tag);

    /// <summary>Starts to send the elements of an array, of any type, in one message through the buffer of <see cref="Environment.AttachBuffer"/> (MPI_Ibsend).</summary>
    /// <param name="values">The elements; an array without references must not change until the request is complete.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public Request ImmediateBufferedSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        StartSendArray(MpiFunctions.Ibsend, "MPI_Ibsend", values, dest, tag);

    /// <summary>Starts to send one value of any type to a rank that has posted the receive already; the value itself may change at once (MPI_Irsend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateReadySend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        StartSendValue(MpiFunctions.Irsend, "MPI_Irsend", value, dest, tag);

    /// <summary>Starts to send the elements of an array, of any type, in one message to a rank that has posted the receive already (MPI_Irsend).</summary>
    /// <param name="values">The elements; an array without references must not change until the request is complete.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public Request ImmediateReadySend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        StartSendArray(MpiFunctions.Irsend, "MPI_Irsend", values, dest, tag);

    /// <summary>
    /// Starts to receive one value of any type (MPI_Irecv; MPI_Improbe, MPI_Imrecv for texts and objects, whose length is not known).
    /// </summary>
    /// <remarks>
    /// The message of a text or an object is looked for by every call that waits for a message or a request, and by tests of its own request. Several
    /// such receives of a communicator get their messages in the order in which they were started, and before blocking receives and probes that follow. A blocking
    /// collective does not look: wait before one, or start it and wait for it, if the sender of something long is not there before it has been taken.
    /// </remarks>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public ReceiveRequest<T> ImmediateReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return new ObjectReceive<T>(this, Origin(source, "MPI_Improbe"), ReceiveTag(tag, "MPI_Improbe"));
        var room = new T[1];
        nint request = StartReceive<T>(room, source, tag, out int place);
        return new ValueReceive<T>(request, place, room);
    }

    /// <summary>Starts to receive an array of any type and any length (MPI_Improbe, MPI_Imrecv).</summary>
    /// <remarks>It is looked for whenever its request, or a list with it, is tested or waited for.</remarks>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public ReceiveRequest<T[]> ImmediateReceiveArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag) =>
        new ArrayReceive<T>(this, Origin(source, "MPI_Improbe"), ReceiveTag(tag, "MPI_Improbe"), room: null);

    /// <summary>
    /// Starts to receive an array of any type into <paramref name="values"/>, which must be left alone until the request is complete (MPI_Irecv;
    /// MPI_Improbe, MPI_Imrecv for objects).
    /// </summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="values">Room for the elements. Objects are put there by <see cref="ReceiveRequest.GetValue"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public ReceiveRequest ImmediateReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag, T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return new ArrayReceive<T>(this, Origin(source, "MPI_Improbe"), ReceiveTag(tag, "MPI_Improbe"), values);
        nint request = StartReceive<T>(values, source, tag, out int place);
        return new MemoryReceive<T>("MPI_Irecv", request, place, values);
    }

    private Request StartSendValue<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, string function, T value, int dest, int tag)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return StartSend<T>(start, function, new[] { value }, dest, tag);
        if (typeof(T) != typeof(string))
            return StartSend(start, function, ObjectMessage.Of(value, function), dest, tag);
        ArgumentNullException.ThrowIfNull(value);
        return StartSend<byte>(start, function, Encoding.UTF8.GetBytes((string)(object)value), dest, tag);
    }

    private Request StartSendArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, string function, T[] values, int dest, int tag)
    {
        ArgumentNullException.ThrowIfNull(values);
        return RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? StartSend(start, function, ObjectMessage.OfArray(values, function), dest, tag)
            : StartSend<T>(start, function, values, dest, tag);
    }
}
