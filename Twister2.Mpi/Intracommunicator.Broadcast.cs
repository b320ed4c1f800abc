using System.Buffers;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.4, broadcast.
public unsafe partial class Intracommunicator
{
    /// <summary>Gives the root's value to every process (MPI_Bcast). Collective: every process must call this with the same root.</summary>
    /// <param name="value">At the root the value to give; elsewhere it is overwritten.</param>
    /// <param name="root">The rank that has the value.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public void Broadcast<T>(ref T value, int root)
        where T : unmanaged => Broadcast(new Span<T>(ref value), root);

    /// <summary>
    /// Gives the root's values to every process (MPI_Bcast). Collective: every process must call this with the same root and length.
    /// </summary>
    /// <param name="values">At the root the values to give; elsewhere they are overwritten.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public void Broadcast<T>(Span<T> values, int root)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Bcast");
        nint type = Datatypes.For<T>(values.Length, out int count);
        fixed (T* data = values)
            Native.Check(MpiFunctions.Bcast(data, count, type, root, comm), "MPI_Bcast");
    }

    /// <summary>
    /// Gives the root's text, or null, to every process (MPI_Bcast, twice). Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="value">At the root the text to give; elsewhere it is overwritten.</param>
    /// <param name="root">The rank that has the text.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public void Broadcast(ref string? value, int root)
    {
        int length = value is null || Rank != root ? -1 : Encoding.UTF8.GetByteCount(value);
        Broadcast(ref length, root);
        if (length < 0)
        {
            value = null;
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        if (Rank == root)
            Encoding.UTF8.GetBytes(value, rented);
        Broadcast(rented.AsSpan(0, length), root);
        if (Rank != root)
            value = Encoding.UTF8.GetString(rented, 0, length);
        ArrayPool<byte>.Shared.Return(rented);
    }
}
