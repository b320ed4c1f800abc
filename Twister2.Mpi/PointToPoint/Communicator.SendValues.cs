using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3, blocking sends of values and arrays of any type, in MPI.NET's signatures. Types without references travel as they lie in memory, a text
// as UTF-8, every other type as an object: one message each.
public abstract unsafe partial class Communicator
{
    /// <summary>Sends one value of any type; returns when it may be changed again, which may be before it is received (MPI_Send).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void Send<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        SendValue(MpiFunctions.Send, "MPI_Send", value, dest, tag);

    /// <summary>Sends the elements of an array, of any type, in one message; returns when it may be changed again, which may be before it is received (MPI_Send).</summary>
    /// <param name="values">The elements; may be none.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void Send<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        SendArray(MpiFunctions.Send, "MPI_Send", values, dest, tag);

    /// <inheritdoc cref="Send{T}(ReadOnlySpan{T}, int, int)"/>
    public void Send<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Send, "MPI_Send", values.Span, dest, tag);

    /// <inheritdoc cref="Send{T}(ReadOnlySpan{T}, int, int)"/>
    public void Send<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan<T>(MpiFunctions.Send, "MPI_Send", values.Span, dest, tag);

    /// <summary>Sends one value of any type, and returns only when the receiver has begun to receive (MPI_Ssend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void SynchronousSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        SendValue(MpiFunctions.Ssend, "MPI_Ssend", value, dest, tag);

    /// <summary>Sends the elements of an array, of any type, in one message, and returns only when the receiver has begun to receive (MPI_Ssend).</summary>
    /// <param name="values">The elements; may be none.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void SynchronousSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        SendArray(MpiFunctions.Ssend, "MPI_Ssend", values, dest, tag);

    /// <inheritdoc cref="SynchronousSend{T}(ReadOnlySpan{T}, int, int)"/>
    public void SynchronousSend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Ssend, "MPI_Ssend", values.Span, dest, tag);

    /// <inheritdoc cref="SynchronousSend{T}(ReadOnlySpan{T}, int, int)"/>
    public void SynchronousSend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan<T>(MpiFunctions.Ssend, "MPI_Ssend", values.Span, dest, tag);

    /// <summary>Sends one value of any type through the buffer of <see cref="Environment.AttachBuffer"/>, and never waits for the receiver (MPI_Bsend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public void BufferedSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        SendValue(MpiFunctions.Bsend, "MPI_Bsend", value, dest, tag);

    /// <summary>Sends the elements of an array, of any type, in one message through the buffer of <see cref="Environment.AttachBuffer"/>, and never waits for the receiver (MPI_Bsend).</summary>
    /// <param name="values">The elements; may be none.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. There is no room in the buffer, no such rank or tag, or the library failed.</exception>
    public void BufferedSend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        SendArray(MpiFunctions.Bsend, "MPI_Bsend", values, dest, tag);

    /// <inheritdoc cref="BufferedSend{T}(ReadOnlySpan{T}, int, int)"/>
    public void BufferedSend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Bsend, "MPI_Bsend", values.Span, dest, tag);

    /// <inheritdoc cref="BufferedSend{T}(ReadOnlySpan{T}, int, int)"/>
    public void BufferedSend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan<T>(MpiFunctions.Bsend, "MPI_Bsend", values.Span, dest, tag);

    /// <summary>Sends one value of any type to a rank that has posted the receive already; it is an error if it has not (MPI_Rsend).</summary>
    /// <param name="value">The value. A struct without references goes as it lies in memory, a text as UTF-8, all else as an object.</param>
    /// <param name="dest">The rank that receives it, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void ReadySend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int dest, int tag) =>
        SendValue(MpiFunctions.Rsend, "MPI_Rsend", value, dest, tag);

    /// <summary>Sends the elements of an array, of any type, in one message to a rank that has posted the receive already; it is an error if it has not (MPI_Rsend).</summary>
    /// <param name="values">The elements; may be none.</param>
    /// <param name="dest">The rank that receives them, or <see cref="procNull"/>.</param>
    /// <param name="tag">A number from 0 by which the receiver can choose.</param>
    /// <exception cref="MpiException">The type cannot be sent as an object. No such rank or tag, or the library failed.</exception>
    public void ReadySend<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, int dest, int tag) =>
        SendArray(MpiFunctions.Rsend, "MPI_Rsend", values, dest, tag);

    /// <inheritdoc cref="ReadySend{T}(ReadOnlySpan{T}, int, int)"/>
    public void ReadySend<T>(ReadOnlyMemory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan(MpiFunctions.Rsend, "MPI_Rsend", values.Span, dest, tag);

    /// <inheritdoc cref="ReadySend{T}(ReadOnlySpan{T}, int, int)"/>
    public void ReadySend<T>(Memory<T> values, int dest, int tag)
        where T : unmanaged => SendSpan<T>(MpiFunctions.Rsend, "MPI_Rsend", values.Span, dest, tag);

    private void SendValue<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send, string function, T value, int dest, int tag)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            // The value is this method's own, on its stack, and lies still.
            nint comm = Handle;
            nint type = Datatypes.For<T>(1, out int count);
            void* data = Unsafe.AsPointer(ref value);
            if ((nint)send == (nint)MpiFunctions.Bsend)
                Environment.CheckBuffer(Unsafe.SizeOf<T>(), function);
            Native.Check(MatchingCalls.Send(send, data, count, type, Destination(dest, function), SendTag(tag, function), comm), function);
        }
        else if (typeof(T) == typeof(string))
        {
            ArgumentNullException.ThrowIfNull(value);
            SendText(send, function, (string)(object)value, dest, tag);
        }
        else
        {
            SendSpan(send, function, ObjectMessage.Of(value, function).Span, dest, tag);
        }
    }

    private void SendArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send, string function, T[] values, int dest, int tag)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            SendSpan(send, function, ObjectMessage.OfArray(values, function).Span, dest, tag);
            return;
        }

        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        if ((nint)send == (nint)MpiFunctions.Bsend)
            Environment.CheckBuffer((long)values.Length * Unsafe.SizeOf<T>(), function);
        fixed (byte* data = &Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)))
            Native.Check(MatchingCalls.Send(send, data, count, type, Destination(dest, function), SendTag(tag, function), comm), function);
    }
}
