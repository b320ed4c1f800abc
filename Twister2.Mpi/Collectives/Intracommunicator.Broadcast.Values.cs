using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Twister2.Mpi;

// MPI chapter 6.4, broadcast of one value, of an array, of a text; objects travel packed.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives the root's value, or object, to every process (MPI_Bcast). Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="value">At the root the value to give; elsewhere it is overwritten.</param>
    /// <param name="root">The rank that has the value.</param>
    /// <exception cref="MpiException">No such root, the object cannot be packed, or the library failed.</exception>
    public void Broadcast<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ref T value, int root)
    {
        if (Raw.Is<T>())
            BroadcastRaw(new Span<T>(ref value), root);
        else if (BroadcastObjects(new ReadOnlySpan<T>(in value), root) is [var got])
            value = got;
    }

    /// <summary>
    /// Gives the root's array, or null, to every process (MPI_Bcast, once for the length and once for the values). Collective: every process must
    /// call this with the same root.
    /// </summary>
    /// <param name="values">At the root the array to give; elsewhere it is overwritten, and replaced where its length is another one.</param>
    /// <param name="root">The rank that has the array.</param>
    /// <exception cref="MpiException">No such root, the objects cannot be packed, or the library failed.</exception>
    public void Broadcast<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>([NotNullIfNotNull(nameof(values))] ref T[]? values, int root)
    {
        int length = values?.Length ?? -1;
        BroadcastRaw(new Span<int>(ref length), root);
        if (length < 0)
            values = null;
        else if (!Raw.Is<T>())
            values = BroadcastObjects<T>(values, root) is var got && Rank != root ? got : values;
        else
            BroadcastRaw<T>(values?.Length == length ? values : values = new T[length], root);
    }

    /// <summary>
    /// Gives the root's text, or null, to every process (MPI_Bcast, twice). Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="value">At the root the text to give; elsewhere it is overwritten.</param>
    /// <param name="root">The rank that has the text.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public void Broadcast([NotNullIfNotNull(nameof(value))] ref string? value, int root)
    {
        int length = value is null || Rank != root ? -1 : Encoding.UTF8.GetByteCount(value);
        BroadcastRaw(new Span<int>(ref length), root);
        if (length < 0)
        {
            value = null;
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        if (Rank == root)
            Encoding.UTF8.GetBytes(value, rented);
        BroadcastRaw(rented.AsSpan(0, length), root);
        if (Rank != root)
            value = Encoding.UTF8.GetString(rented, 0, length);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The root's objects; its own are handed back as they are.</summary>
    private T[] BroadcastObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, int root)
    {
        Exception? failure = null;
        byte[] packet = BroadcastPacket(Rank == root ? ObjectPacket.Pack(values, Rank, "MPI_Bcast", ref failure) : null, root);
        if (failure is not null)
            throw failure;
        return Rank == root ? values.ToArray() : ObjectPacket.Unpack<T>(packet, "MPI_Bcast");
    }
}
