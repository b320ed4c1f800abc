using System.Diagnostics.CodeAnalysis;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.4 between two groups, broadcast. As with every collective that has a root, the root gives Root, the others of its group Null, and the
// other group the root's rank.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Gives the root's value, or object, to every process of the other group (MPI_Bcast). Collective: every process of both groups must call this.</summary>
    /// <param name="value">At the root the value to give; in the other group it is overwritten; elsewhere untouched.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, the object cannot be packed, or the library failed.</exception>
    public void Broadcast<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ref T value, int root)
    {
        if (Raw.Is<T>())
            BroadcastRaw(new Span<T>(ref value), root);
        else if (BroadcastObjects(new ReadOnlySpan<T>(in value), root) is [var got])
            value = got;
    }

    /// <summary>
    /// Gives the root's array, or null, to every process of the other group (MPI_Bcast, once for the length and once for the values). Collective: every
    /// process of both groups must call this.
    /// </summary>
    /// <param name="values">At the root the array to give; in the other group it is overwritten, and replaced where its length is another one; elsewhere
    /// untouched.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, the objects cannot be packed, or the library failed.</exception>
    public void Broadcast<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>([NotNullIfNotNull(nameof(values))] ref T[]? values, int root)
    {
        int length = BroadcastLength(values?.Length ?? -1, root);
        if (!Raw.Is<T>())
        {
            T[] got = BroadcastObjects<T>(values, root);
            if (IsLeaf(root))
                values = length < 0 ? null : got;
            return;
        }

        if (IsLeaf(root))
            values = length < 0 ? null : values?.Length == length ? values : new T[length];
        BroadcastRaw<T>(root == Null ? default : values, root);
    }

    /// <summary>
    /// Gives the root's text, or null, to every process of the other group (MPI_Bcast, twice). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="value">At the root the text to give; in the other group it is overwritten; elsewhere untouched.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public void Broadcast([NotNullIfNotNull(nameof(value))] ref string? value, int root)
    {
        byte[]? bytes = root == Root && value is not null ? Encoding.UTF8.GetBytes(value) : null;
        int length = BroadcastLength(bytes?.Length ?? -1, root);
        if (IsLeaf(root) && length >= 0)
            bytes = GC.AllocateUninitializedArray<byte>(length);
        BroadcastRaw<byte>(bytes, root);
        if (IsLeaf(root))
            value = bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Gives the root's values to every process of the other group (MPI_Bcast). Collective: every process of both groups must call this.</summary>
    /// <param name="values">At the root the values to give; in the other group as many are overwritten; elsewhere untouched, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public void Broadcast<T>(Span<T> values, int root)
        where T : unmanaged => BroadcastRaw(values, root);

    /// <summary>
    /// Starts to give the root's values to every process of the other group (MPI_Ibcast). Collective: every process of both groups must call this. The
    /// memory must be left alone until the end.
    /// </summary>
    /// <param name="values">At the root the values to give; in the other group as many are overwritten; elsewhere untouched, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public Request ImmediateBroadcast<T>(Memory<T> values, int root)
        where T : unmanaged
    {
        if (Native.Abi.IbcastBetweenGroupsIsWrong)
            return BroadcastAsPart(values, root);
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        BroadcastNative<T>(call.Output, values.Length, root, &request);
        return call.Started("MPI_Ibcast", request);
    }

    // MPI_Iallgatherv where the root alone gives something. MPICH 4.0.2 takes the root's rank in the other group for one in the own, and passes on what that
    // process has in its buffer; Open MPI 4.1.4 leaves out a tag beside the root where there is no buffer, and the next nonblocking collective hangs.
    private Request BroadcastAsPart<T>(Memory<T> values, int root)
        where T : unmanaged
    {
        const string Function = "MPI_Ibcast";
        nint comm = Handle;
        _ = RootRank(root, Function);
        int[] counts = new int[RemoteSize];
        if (IsLeaf(root))
            counts[root] = values.Length;
        using var call = CollectiveCall.Of(values);
        Layout layout = call.Keep(counts, new int[RemoteSize]);
        void* from = PartLayout.Some(root == Root ? call.Output : null);
        void* to = PartLayout.Some(IsLeaf(root) ? call.Output : null);
        nint type = Datatypes.Unit<T>();
        nint request = 0;
        int code = MpiFunctions.Iallgatherv(from, root == Root ? values.Length : 0, type, to, layout.Counts, layout.Places, type, comm, &request);
        Native.Check(code, Function);
        return call.Started(Function, request);
    }

    /// <summary>True in the group that the root gives to or gets from.</summary>
    private static bool IsLeaf(int root) => root is not (Root or Null);

    private int BroadcastLength(int length, int root)
    {
        BroadcastRaw(new Span<int>(ref length), root);
        return length;
    }

    /// <summary>The root's objects in the other group; none in the root's own.</summary>
    private T[] BroadcastObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, int root)
    {
        Exception? failure = null;
        byte[] packet = root == Root ? ObjectPacket.Pack(values, Rank, "MPI_Bcast", ref failure) : [];
        int length = BroadcastLength(packet.Length, root);
        if (IsLeaf(root))
            packet = GC.AllocateUninitializedArray<byte>(length);
        BroadcastRaw<byte>(packet, root);
        if (failure is not null)
            throw failure;
        return IsLeaf(root) ? ObjectPacket.Unpack<T>(packet, "MPI_Bcast") : [];
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
        int nativeRoot = RootRank(root, function);
        nint type = Datatypes.For<T>(length, out int count);
        void* place = PartLayout.Some(data);
        int code = request == null
            ? MpiFunctions.Bcast(place, count, type, nativeRoot, comm)
            : MpiFunctions.Ibcast(place, count, type, nativeRoot, comm, request);
        Native.Check(code, function);
    }
}
