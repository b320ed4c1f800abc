using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Objects move as bytes through MPI's own collectives: lengths first, then the packets. Where order matters they move from rank to rank
// on a communicator of their own, so that they never meet the program's messages.
public unsafe partial class Intracommunicator
{
    private const int PacketTag = 0;

    private Intracommunicator? _apart;

    /// <summary>True for a communicator that only the binding uses: the program's messages never meet its own there.</summary>
    internal bool IsHidden { get; init; }

    /// <summary>The hidden communicator, made when the first object is reduced. Collective.</summary>
    private Intracommunicator Apart => _apart ??= IsHidden ? this : Clone();

    /// <summary>A hidden communicator of some of these processes, in the order they have here.</summary>
    internal Intracommunicator SplitHidden(int color) => new(SplitHandle(color, Rank), predefined: false) { IsHidden = true };

    private protected override void ReleaseHidden(bool disconnect)
    {
        var hidden = _apart;
        _apart = null;
        if (hidden is null || hidden == this)
            return;
        if (disconnect)
            hidden.Disconnect();
        else
            hidden.Dispose();
    }

    internal byte[] BroadcastPacket(byte[]? packet, int root)
    {
        CheckRoot(root, "MPI_Bcast");
        int length = packet?.Length ?? 0;
        BroadcastRaw(new Span<int>(ref length), root);
        if (Rank != root)
            packet = GC.AllocateUninitializedArray<byte>(length);
        BroadcastRaw<byte>(packet, root);
        return packet!;
    }

    private ReadOnlyMemory<byte>[]? GatherPackets(byte[] packet, int root)
    {
        int[]? counts = GatherLengths(packet.Length, root);
        byte[] all = counts is null ? [] : GC.AllocateUninitializedArray<byte>(Total(counts, "MPI_Gatherv"));
        GatherRaw<byte>(packet, counts, root, all);
        return counts is null ? null : Parts(all, counts);
    }

    private ReadOnlyMemory<byte>[] AllgatherPackets(byte[] packet)
    {
        int[] counts = new int[Size];
        int length = packet.Length;
        AllgatherRaw(new ReadOnlySpan<int>(in length), counts);
        byte[] all = GC.AllocateUninitializedArray<byte>(Total(counts, "MPI_Allgatherv"));
        AllgatherRaw<byte>(packet, counts, all);
        return Parts(all, counts);
    }

    internal byte[] ScatterPackets(byte[][]? packets, int root)
    {
        CheckRoot(root, "MPI_Scatter");
        int[] counts = packets is null ? [] : Array.ConvertAll(packets, p => p.Length);
        byte[] all = packets is null ? [] : Joined(packets, Total(counts, "MPI_Scatterv"));
        int length = ScatterRaw<int>(counts, root);
        byte[] mine = GC.AllocateUninitializedArray<byte>(length);
        ScatterRaw<byte>(all, counts, root, mine);
        return mine;
    }

    private ReadOnlyMemory<byte>[] AlltoallPackets(byte[][] packets)
    {
        int[] counts = Array.ConvertAll(packets, p => p.Length);
        byte[] all = AlltoallRaw<byte>(Joined(packets, Total(counts, "MPI_Alltoallv")), counts, out int[] came);
        return Parts(all, came);
    }

    internal void SendPacket(byte[] packet, int dest) => Apart.Send<byte>(packet, dest, PacketTag);

    internal byte[] ReceivePacket(int source)
    {
        var message = Apart.MatchedProbe(source, PacketTag);
        byte[] packet = GC.AllocateUninitializedArray<byte>(message.Count<byte>());
        message.Receive(packet.AsSpan());
        return packet;
    }

    private int[]? GatherLengths(int length, int root)
    {
        int[]? counts = Rank == root ? new int[Size] : null;
        GatherRaw(new ReadOnlySpan<int>(in length), root, counts);
        return counts;
    }
}
