using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 5.2, packing: what datatypes pick is put together, to be sent as one message of bytes or kept.
public sealed unsafe partial class Datatype
{
    /// <summary>How many bytes elements of the datatype take at most when they are packed (MPI_Pack_size).</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="comm">The communicator whose processes read it.</param>
    /// <exception cref="MpiException">The count is negative, the datatype was disposed, or the library failed.</exception>
    public int PackSize(int count, Communicator comm)
    {
        ArgumentNullException.ThrowIfNull(comm);
        CheckCount(count, "MPI_Pack_size");
        int size = 0;
        Native.Check(MpiFunctions.PackSize(count, Handle, comm.Handle, &size), "MPI_Pack_size");
        return size != MpiAbi.Undefined
            ? size
            : throw new MpiException(ErrorClass.Count, "MPI_Pack_size", $"{count} elements of {Size} bytes are more than an int counts; pack them in parts");
    }

    /// <summary>Packs what the datatype picks out of values behind what was packed before (MPI_Pack).</summary>
    /// <param name="values">The memory that is packed from.</param>
    /// <param name="count">How many elements of the datatype.</param>
    /// <param name="packed">Room for the bytes, to be sent as a span of bytes.</param>
    /// <param name="position">Where in the room the next byte goes; 0 for the first call, and moved on by each.</param>
    /// <param name="comm">The communicator whose processes read it.</param>
    /// <exception cref="MpiException">The datatype does not lie inside the values, there is no room, the datatype was disposed, or the library
    /// failed.</exception>
    public void Pack<T>(ReadOnlySpan<T> values, int count, Span<byte> packed, ref int position, Communicator comm)
        where T : unmanaged
    {
        const string Function = "MPI_Pack";
        CheckPacked(packed.Length, position, PackSize(count, comm), Function);
        CheckInside((long)values.Length * sizeof(T), 0, count, Function);
        int place = position;
        fixed (T* from = values)
        fixed (byte* to = packed)
            Native.Check(MpiFunctions.Pack(PartLayout.Some(from), count, Handle, PartLayout.SomeOther(to), packed.Length, &place, comm.Handle), Function);
        position = place;
    }

    /// <summary>Unpacks elements to where the datatype says, from behind what was unpacked before (MPI_Unpack).</summary>
    /// <param name="packed">The bytes, as they were packed.</param>
    /// <param name="position">Where the next byte is; 0 for the first call, and moved on by each.</param>
    /// <param name="values">The memory that is unpacked into.</param>
    /// <param name="count">How many elements of the datatype.</param>
    /// <param name="comm">The communicator whose processes packed it.</param>
    /// <exception cref="MpiException">The datatype does not lie inside the values, there are too few bytes, the datatype was disposed, or the library
    /// failed.</exception>
    public void Unpack<T>(ReadOnlySpan<byte> packed, ref int position, Span<T> values, int count, Communicator comm)
        where T : unmanaged
    {
        const string Function = "MPI_Unpack";
        ArgumentNullException.ThrowIfNull(comm);
        CheckInside((long)values.Length * sizeof(T), 0, count, Function);
        CheckPacked(packed.Length, position, count * Size, Function);
        int place = position;
        fixed (byte* from = packed)
        fixed (T* to = values)
            Native.Check(MpiFunctions.Unpack(PartLayout.Some(from), packed.Length, &place, PartLayout.SomeOther(to), count, Handle, comm.Handle), Function);
        position = place;
    }

    private static void CheckPacked(int length, int position, long needed, string function)
    {
        if (position < 0 || position > length)
            throw new MpiException(ErrorClass.Argument, function, $"position {position} is outside of the {length} bytes");
        if (needed > length - position)
            throw new MpiException(ErrorClass.Truncate, function, $"from {position} on there are {length - position} bytes; {needed} are needed (MPI_Pack_size)");
    }
}
