using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.4, broadcast of values as they lie in memory.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives the root's values to every process (MPI_Bcast). Collective: every process must call this with the same root and length.
    /// </summary>
    /// <param name="values">At the root the values to give; elsewhere they are overwritten.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public void Broadcast<T>(Span<T> values, int root)
        where T : unmanaged => BroadcastRaw(values, root);

    /// <summary>
    /// Starts to give the root's values to every process (MPI_Ibcast). Collective: every process must call this with the same root and length.
    /// </summary>
    /// <param name="values">At the root the values to give, which must not change until the end; elsewhere they are overwritten.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public Request ImmediateBroadcast<T>(Memory<T> values, int root)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        BroadcastNative<T>(call.Output, values.Length, root, &request);
        return call.Started("MPI_Ibcast", request);
    }

    /// <summary>
    /// Gives what lies at the root where <paramref name="layout"/> says to every process, each of which may have another layout for as many values (MPI_Bcast).
    /// Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="values">At the root the memory that the values lie in; elsewhere the memory that they go to, whose gaps stay as they are.</param>
    /// <param name="layout">Where they lie, or go.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">The layout does not lie inside the memory, no such root, lengths differ, or the library failed.</exception>
    public void Broadcast<T>(Span<T> values, Datatype layout, int count, int root)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Bcast");
        nint type = Layout(layout, (long)values.Length * sizeof(T), count, "MPI_Bcast");
        fixed (T* data = values)
            Native.Check(MpiFunctions.Bcast(data, count, type, root, comm), "MPI_Bcast");
    }

    private void BroadcastRaw<T>(Span<T> values, int root)
    {
        fixed (byte* data = &Raw.First<T>(values))
            BroadcastNative<T>(data, values.Length, root, null);
    }

    private void BroadcastNative<T>(void* data, int length, int root, nint* request)
    {
        string function = request == null ? "MPI_Bcast" : "MPI_Ibcast";
        nint comm = Handle;
        CheckRoot(root, function);
        nint type = Datatypes.For<T>(length, out int count);
        int code = request == null
            ? MpiFunctions.Bcast(data, count, type, root, comm)
            : MpiFunctions.Ibcast(data, count, type, root, comm, request);
        Native.Check(code, function);
    }
}
