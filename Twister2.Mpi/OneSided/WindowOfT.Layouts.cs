using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Put and get of values in places that datatypes describe, here and in the window.
public sealed unsafe partial class Window<T>
{
    /// <summary>
    /// Writes the values that lie where <paramref name="layout"/> says to where <paramref name="targetLayout"/> says in a rank's part; they must not change
    /// until the synchronisation (MPI_Put). The layouts may be disposed at once.
    /// </summary>
    /// <param name="values">The memory that the values lie in.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="rank">The rank that gets them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part from which the target's layout counts.</param>
    /// <param name="targetLayout">Where they go.</param>
    /// <param name="targetCount">How many elements of the target's layout; as many bytes of data as here.</param>
    /// <exception cref="MpiException">A layout does not lie inside its memory, the two differ in length, no such rank, no epoch is open for it, or the library
    /// failed.</exception>
    public void Put(ReadOnlyMemory<T> values, Datatype layout, int count, int rank, long offset, Datatype targetLayout, int targetCount)
    {
        const string Function = "MPI_Put";
        nint window = Handle;
        if (!Begin(rank, offset, 0, Function))
            return;
        CheckLayouts(values.Length, layout, count, rank, offset, targetLayout, targetCount, Function);
        void* data = Buffers.Pin(values, rank);
        Native.Check(
            MpiFunctions.Put(data, count, layout.Handle, rank, Place(rank, offset), targetCount, targetLayout.Handle, window), Function);
    }

    /// <summary>
    /// Reads what lies where <paramref name="targetLayout"/> says in a rank's part to where <paramref name="layout"/> says; it is there after the
    /// synchronisation, and the room must be left alone until then (MPI_Get). The layouts may be disposed at once.
    /// </summary>
    /// <param name="values">The memory that the values go to.</param>
    /// <param name="layout">Where they go; the gaps stay as they are.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="rank">The rank that has them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part from which the target's layout counts.</param>
    /// <param name="targetLayout">Where they lie.</param>
    /// <param name="targetCount">How many elements of the target's layout; as many bytes of data as here.</param>
    /// <exception cref="MpiException">A layout does not lie inside its memory, the two differ in length, no such rank, no epoch is open for it, or the library
    /// failed.</exception>
    public void Get(Memory<T> values, Datatype layout, int count, int rank, long offset, Datatype targetLayout, int targetCount)
    {
        const string Function = "MPI_Get";
        nint window = Handle;
        if (!Begin(rank, offset, 0, Function))
            return;
        CheckLayouts(values.Length, layout, count, rank, offset, targetLayout, targetCount, Function);
        void* data = Buffers.Pin<T>(values, rank);
        Native.Check(
            MpiFunctions.Get(data, count, layout.Handle, rank, Place(rank, offset), targetCount, targetLayout.Handle, window), Function);
    }

    private void CheckLayouts(
        int length, Datatype layout, int count, int rank, long offset, Datatype targetLayout, int targetCount, string function)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(targetLayout);
        _ = (layout.Handle, targetLayout.Handle);
        layout.CheckInside((long)length * sizeof(T), 0, count, function);
        targetLayout.CheckInside(_lengths[rank] * sizeof(T), offset * sizeof(T), targetCount, function);
        if ((Int128)layout.Size * count != (Int128)targetLayout.Size * targetCount)
        {
            throw new MpiException(
                ErrorClass.Count, function,
                $"{count} elements of {layout.Size} bytes here and {targetCount} of {targetLayout.Size} bytes at rank {rank} are not the same length");
        }
    }
}
