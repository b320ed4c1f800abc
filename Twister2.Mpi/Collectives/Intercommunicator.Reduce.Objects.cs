using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Reductions of objects between two groups: each is reduced in the order of its ranks at its first process, and the first processes of the two swap
// what came out. They do so on hidden communicators, one of the own group and one of both.
public sealed unsafe partial class Intercommunicator
{
    private const int PacketTag = 0;

    private (Intracommunicator Own, Intracommunicator Both)? _hidden;

    private protected override void ReleaseHidden(bool disconnect)
    {
        if (_hidden is not { } hidden)
            return;
        _hidden = null;
        Release(hidden.Own, disconnect);
        Release(hidden.Both, disconnect);
    }

    /// <summary>The hidden communicators, made when the first object is reduced. Collective over both groups.</summary>
    private (Intracommunicator Own, Intracommunicator Both) Hidden => _hidden ??= MakeHidden();

    /// <summary>Where the other group's first process is among both groups.</summary>
    private int RemoteRank(int rank) => Hidden.Both.Rank == Rank ? Size + rank : rank;

    private T[]? ReduceObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, Operation<T> op, int root)
    {
        const string Function = "MPI_Reduce";
        RootRank(root, Function);
        op.CheckFits(Function);
        var (own, both) = Hidden;
        if (root == Null)
            return null;
        if (root == Root)
        {
            var result = new PartialReduction<T>([], op, Rank, Function);
            result.Replace(both.ReceivePacket(RemoteRank(0)));
            result.ThrowIfFailed(everyRank: true);
            return result.Values;
        }

        var partial = own.ReduceToFirst(values, op, Function);
        if (Rank == 0)
            both.SendPacket(partial.Packet(), RemoteRank(root));
        partial.ThrowIfFailed(everyRank: false);
        return null;
    }

    private T[] AllreduceObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, Operation<T> op)
    {
        const string Function = "MPI_Allreduce";
        op.CheckFits(Function);
        var partial = Hidden.Own.ReduceToFirst(values, op, Function);
        var result = new PartialReduction<T>([], op, Rank, Function);
        result.Replace(Hidden.Own.BroadcastPacket(Rank == 0 ? Swap(partial.Packet()) : null, 0));
        partial.ThrowIfFailed(everyRank: false);
        result.ThrowIfFailed(everyRank: true);
        return result.Values;
    }

    private T[] ReduceScatterObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op, int[] counts)
    {
        const string Function = "MPI_Reduce_scatter";
        op.CheckFits(Function);
        CheckShares(values.Length, counts, Function);
        var partial = Hidden.Own.ReduceToFirst<T>(values, op, Function);
        byte[][]? packets = null;
        var result = new PartialReduction<T>([], op, Rank, Function);
        if (Rank == 0)
        {
            result.Replace(Swap(partial.Packet()));
            result.Expect(values.Length);
            packets = result.Packets(counts);
        }

        result.Replace(Hidden.Own.ScatterPackets(packets, 0));
        partial.ThrowIfFailed(everyRank: false);
        result.ThrowIfFailed(everyRank: true);
        return result.Values;
    }

    /// <summary>Gives the own group's result to the first process of the other, and gets that one's.</summary>
    private byte[] Swap(byte[] packet)
    {
        var both = Hidden.Both;
        var sending = both.ImmediateSend<byte>(packet, RemoteRank(0), PacketTag);
        byte[] came = both.ReceivePacket(RemoteRank(0));
        sending.Wait();
        return came;
    }

    // Which group is the first of both is the library's choice, the same for all.
    private (Intracommunicator Own, Intracommunicator Both) MakeHidden()
    {
        nint handle = 0;
        Native.Check(MpiFunctions.IntercommMerge(Handle, 0, &handle), "MPI_Intercomm_merge");
        var both = new Intracommunicator(handle, predefined: false) { IsHidden = true };
        return (both.SplitHidden(both.Rank == Rank ? 0 : 1), both);
    }

    private static void Release(Intracommunicator hidden, bool disconnect)
    {
        if (disconnect)
            hidden.Disconnect();
        else
            hidden.Dispose();
    }
}
