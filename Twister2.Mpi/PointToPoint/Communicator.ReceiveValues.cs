using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3, blocking receives of values and arrays of any type, in MPI.NET's signatures.
public abstract unsafe partial class Communicator
{
    /// <summary>Waits for one value of any type, and returns it (MPI_Recv; MPI_Mprobe, MPI_Mrecv for texts and objects).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <returns>The value; the type's default from <see cref="procNull"/>.</returns>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public T Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag)
    {
        Receive(source, tag, out T value, out _);
        return value;
    }

    /// <summary>Waits for one value of any type (MPI_Recv; MPI_Mprobe, MPI_Mrecv for texts and objects).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="value">The value that came; the type's default from <see cref="procNull"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public void Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag, out T value) =>
        Receive(source, tag, out value, out _);

    /// <summary>
    /// Waits for one value of any type, and tells where it came from (MPI_Recv; MPI_Mprobe, MPI_Mrecv for texts and objects).
    /// </summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="value">The value that came; the type's default from <see cref="procNull"/>.</param>
    /// <param name="status">Who sent it, with which tag; its count is in values, or in bytes for a text or an object.</param>
    /// <exception cref="MpiException">No such rank or tag, what came is no such value, or the library failed.</exception>
    public void Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag, out T value, out CompletedStatus status)
    {
        value = default!;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            T room = default!;
            status = ReceiveInto<T>(Unsafe.AsPointer(ref room), 1, source, tag);
            CheckOne(in status, "MPI_Recv");
            value = room;
        }
        else if (typeof(T) == typeof(string))
        {
            value = (T)(object)ReceiveString(source, tag, out status);
        }
        else
        {
            byte[] bytes = MatchedProbe(source, tag).ReceiveBytes(out status);
            if (status.Source != procNull)
                value = ObjectWire.Read<T>(bytes, "MPI_Mrecv")!;
        }
    }

    /// <summary>Refuses a message that is shorter than the value it was received as: the value would be made up.</summary>
    /// <exception cref="MpiException">It is empty, or not a whole value.</exception>
    internal static void CheckOne(in CompletedStatus status, string function)
    {
        if (status.Count() == 0 && status.Source != procNull)
            throw new MpiException(ErrorClass.Count, function, "an empty message came where one value was to");
    }

    /// <summary>Waits for an array of any type, and puts it at the start of <paramref name="values"/> (MPI_Recv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="values">Room for the elements; it may be longer than the message. Null for a new array of the message's length.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room
    /// (<see cref="ErrorClass.Truncate"/>), it has no such elements, or the library failed.</exception>
    public void Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag, [NotNull] ref T[]? values) =>
        Receive(source, tag, ref values, out _);

    /// <summary>
    /// Waits for an array of any type, puts it at the start of <paramref name="values"/>, and tells where it came from (MPI_Recv).
    /// </summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="values">Room for the elements; it may be longer than the message. Null for a new array of the message's length.</param>
    /// <param name="status">Who sent it, with which tag; its count is in elements, or in bytes for objects.</param>
    /// <exception cref="MpiException">No such rank or tag, the message is longer than the room
    /// (<see cref="ErrorClass.Truncate"/>), it has no such elements, or the library failed.</exception>
    public void Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        int source, int tag, [NotNull] ref T[]? values, out CompletedStatus status)
    {
        if (values is null)
        {
            values = ReceiveArray<T>(source, tag, out status);
            return;
        }

        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            fixed (byte* data = &Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)))
                status = ReceiveInto<T>(data, values.Length, source, tag);
            return;
        }

        Place(ReceiveArray<T>(source, tag, out status), values, "MPI_Mrecv");
    }

    /// <summary>Waits for an array of any type and any length, and returns it (MPI_Mprobe, MPI_Mrecv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, the message has no such elements, or the library failed.</exception>
    public T[] ReceiveArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag) => ReceiveArray<T>(source, tag, out _);

    /// <summary>Waits for an array of any type and any length, and tells where it came from (MPI_Mprobe, MPI_Mrecv).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <param name="status">Who sent it, with which tag; its count is in elements, or in bytes for objects.</param>
    /// <exception cref="MpiException">No such rank or tag, the message has no such elements, or the library failed.</exception>
    public T[] ReceiveArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int source, int tag, out CompletedStatus status) =>
        MatchedProbe(source, tag).ReceiveArray<T>(out status);

    /// <summary>Copies what came to the room that the program gave.</summary>
    internal static void Place<T>(T[] came, T[] room, string function)
    {
        if (came.Length > room.Length)
            throw new MpiException(ErrorClass.Truncate, function, $"{came.Length} elements came, and there is room for {room.Length}");
        came.CopyTo(room, 0);
    }

    // T is known to be unmanaged by every caller.
    private CompletedStatus ReceiveInto<T>(void* data, int length, int source, int tag)
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(length, out int count);
        NativeStatus status = default;
        Native.Check(
            MatchingCalls.Receive(this, data, count, type, Origin(source, "MPI_Recv"), ReceiveTag(tag, "MPI_Recv"), comm, &status), "MPI_Recv");
        return CompletedStatus.Of<T>(in status);
    }
}
