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
