using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A message that a matched probe has taken, and that has to be received through it, once (MPI_Message).</summary>
public sealed unsafe class MatchedMessage
{
    private readonly nint _handle;
    private bool _received;

    internal MatchedMessage(nint handle, in NativeStatus status)
    {
        _handle = handle;
        Status = new Status(in status);
    }

    /// <summary>The sender's rank in the communicator (MPI_SOURCE).</summary>
    public int Source => Status.Source;

    /// <summary>The message's tag (MPI_TAG).</summary>
    public int Tag => Status.Tag;

    /// <summary>What the probe found (MPI_Status).</summary>
    public Status Status { get; }

    /// <summary>How many elements of <typeparamref name="T"/> the message has (MPI_Get_count).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements.</exception>
    public int Count<T>()
        where T : unmanaged => Status.Count<T>();

    /// <summary>Receives the message at the start of <paramref name="values"/> (MPI_Mrecv).</summary>
    /// <exception cref="MpiException">It is longer than the room, was received before, or the library failed.</exception>
    public CompletedStatus Receive<T>(Span<T> values)
        where T : unmanaged
    {
        nint handle = Take("MPI_Mrecv");
        nint type = TypeFor<T>(values.Length, out int count);
        NativeStatus status = default;
        fixed (T* data = values)
            Native.Check(MpiFunctions.Mrecv(data, count, type, &handle, &status), "MPI_Mrecv");
        return CompletedStatus.Of<T>(in status);
    }

    /// <summary>Receives the message as one value of any type, sent as such (MPI_Mrecv).</summary>
    /// <returns>The value; the type's default for a message of <see cref="Communicator.procNull"/>.</returns>
    /// <exception cref="MpiException">What came is no such value, it was received before, or the library failed.</exception>
    public T Receive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>()
    {
        if (Raw.Is<T>())
        {
            T[] room = new T[1];
            var status = ReceiveInto(room);
            Communicator.CheckOne(in status, "MPI_Mrecv");
            return room[0];
        }

        byte[] bytes = ReceiveBytes(out var came);
        return came.Source == Communicator.procNull ? default!
            : typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(bytes)
            : ObjectWire.Read<T>(bytes, "MPI_Mrecv")!;
    }

    /// <summary>Receives the message as an array of any type, sent as such (MPI_Mrecv).</summary>
    /// <exception cref="MpiException">It has no such elements, was received before, or the library failed.</exception>
    public T[] ReceiveArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>() => ReceiveArray<T>(out _);

    /// <inheritdoc cref="ReceiveArray{T}()"/>
    internal T[] ReceiveArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(out CompletedStatus status)
    {
        if (!Raw.Is<T>())
        {
            byte[] bytes = ReceiveBytes(out status);
            return status.Source == Communicator.procNull ? [] : ObjectMessage.ReadArray<T>(bytes, "MPI_Mrecv");
        }

        if (!Status.IsWhole<T>())
        {
            // It was taken by the probe, and only a receive lets it go.
            ReceiveBytes(out _);
            Status.CountOf<T>();
        }

        var values = GC.AllocateUninitializedArray<T>(Status.CountOf<T>());
        status = ReceiveInto(values);
        return values;
    }

    /// <summary>Starts to receive the message into <paramref name="values"/>, which must be left alone until the request is complete (MPI_Imrecv).</summary>
    /// <exception cref="MpiException">It was received before, or the library failed.</exception>
    public ReceiveRequest ImmediateReceive<T>(Memory<T> values)
        where T : unmanaged
    {
        nint handle = Take("MPI_Imrecv");
        nint type = TypeFor<T>(values.Length, out int count);
        nint request = 0;
        void* data = Outstanding.Pin<T>(values, out int place);
        Communicator.RemoveOnError(MpiFunctions.Imrecv(data, count, type, &handle, &request), place, "MPI_Imrecv");
        return new MemoryReceive<T>("MPI_Imrecv", request, place, values);
    }

    /// <summary>Receives the message as bytes.</summary>
    internal byte[] ReceiveBytes(out CompletedStatus status)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Status.CountOf<byte>());
        status = Receive<byte>(bytes);
        return bytes;
    }

    /// <summary>Receives the message into an array of a type that the caller knows to be unmanaged.</summary>
    internal CompletedStatus ReceiveInto<T>(T[] values)
    {
        nint handle = Take("MPI_Mrecv");
        nint type = TypeFor<T>(values.Length, out int count);
        NativeStatus status = default;
        fixed (byte* data = &Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)))
            Native.Check(MpiFunctions.Mrecv(data, count, type, &handle, &status), "MPI_Mrecv");
        return CompletedStatus.Of<T>(in status);
    }

    // MPICH ends the process where a rank has sent itself a part of an element, and the receive names elements. Room for the largest count shows too that
    // such a message is too long: its bytes have been counted.
    private nint TypeFor<T>(int length, out int count)
    {
        if (Status.IsWhole<T>())
            return Datatypes.For<T>(length, out count);
        count = (int)Math.Min((long)length * Unsafe.SizeOf<T>(), int.MaxValue);
        return Native.Abi.Datatype(DatatypeKind.Byte);
    }

    private nint Take(string function)
    {
        Native.EnsureLive(function);
        if (_received)
            throw new MpiException(ErrorClass.Request, function, "the message was received before; a matched message is received once");
        _received = true;
        return _handle;
    }
}
