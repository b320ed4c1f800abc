using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// Reductions of objects. A value always stands for neighbouring ranks, and only neighbours are combined, the lower one on the left: the order
// of ranks is kept. A rank that fails sends its reason on instead of a value, and goes on.
public unsafe partial class Intracommunicator
{
    private T[]? ReduceObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, Operation<T> op, int root)
    {
        CheckRoot(root, "MPI_Reduce");
        op.CheckFits("MPI_Reduce");
        var partial = ReduceToFirst(values, op, "MPI_Reduce");
        if (root != 0 && Rank == 0)
            SendPacket(partial.Packet(), root);
        if (root != 0 && Rank == root)
            partial.Replace(ReceivePacket(0));
        partial.ThrowIfFailed(everyRank: Rank == root);
        return Rank == root ? partial.Values : null;
    }

    private T[] AllreduceObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, Operation<T> op)
    {
        op.CheckFits("MPI_Allreduce");
        var partial = ReduceToFirst(values, op, "MPI_Allreduce");
        byte[] packet = BroadcastPacket(Rank == 0 ? partial.Packet() : null, 0);
        if (Rank != 0)
            partial.Replace(packet);
        partial.ThrowIfFailed(everyRank: true);
        return partial.Values;
    }

    private T[] ReduceScatterObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op, int[] counts)
    {
        op.CheckFits("MPI_Reduce_scatter");
        var partial = ReduceToFirst<T>(values, op, "MPI_Reduce_scatter");
        byte[][]? packets = Rank == 0 ? partial.Packets(counts) : null;
        partial.Replace(ScatterPackets(packets, 0));
        partial.ThrowIfFailed(everyRank: true);
        return partial.Values;
    }

    // After step d a rank has combined the ranks from Rank - 2d + 1 on.
    private T[] ScanObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, Operation<T> op, bool exclusive)
    {
        string function = exclusive ? "MPI_Exscan" : "MPI_Scan";
        op.CheckFits(function);
        var upToThis = new PartialReduction<T>(values, op, Rank, function);
        PartialReduction<T>? before = null;
        _ = Apart;
        for (int distance = 1; distance < Size; distance *= 2)
        {
            Request? sending = Rank + distance < Size
                ? Apart.ImmediateSend<byte>(upToThis.Packet(), Rank + distance, PacketTag)
                : null;
            if (Rank - distance >= 0)
            {
                byte[] packet = ReceivePacket(Rank - distance);
                upToThis.CombineLeft(packet);
                if (exclusive && before is null)
                    before = upToThis.Other(packet);
                else
                    before?.CombineLeft(packet);
            }

            sending?.Wait();
        }

        if (exclusive && Rank == 0)
            upToThis.ThrowIfFailed(everyRank: false);
        else
            upToThis.ThrowIfFailed(everyRank: true);
        before?.ThrowIfFailed(everyRank: true);
        return !exclusive ? upToThis.Values : before?.Values ?? new T[values.Length];
    }

    // A binomial tree over the ranks as they are: what comes from a child belongs to the ranks right after those combined so far.
    internal PartialReduction<T> ReduceToFirst<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        ReadOnlySpan<T> values, Operation<T> op, string function)
    {
        var partial = new PartialReduction<T>(values, op, Rank, function);
        _ = Apart;
        for (int step = 1; step < Size; step *= 2)
        {
            if ((Rank & step) != 0)
            {
                SendPacket(partial.Packet(), Rank - step);
                break;
            }

            if (Rank + step < Size)
                partial.CombineRight(ReceivePacket(Rank + step));
        }

        return partial;
    }
}
