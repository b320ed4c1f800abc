using System.IO.Hashing;
using System.Text;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>Workers that share a place on disk, and the first of each such group among themselves. Worker 0 is the first of the first.</summary>
internal sealed class NodeLeaders : IDisposable
{
    private NodeLeaders(Intracommunicator node, Intracommunicator? leaders) => (Node, Leaders) = (node, leaders);

    /// <summary>Those that share a place with this worker.</summary>
    public Intracommunicator Node { get; }

    /// <summary>The first of each place; null on the others.</summary>
    public Intracommunicator? Leaders { get; }

    /// <summary>Collective. Workers of one node whose places have different names, as in containers of their own, are apart.</summary>
    public static NodeLeaders Of(Intracommunicator world, string place)
    {
        using Intracommunicator machine = world.SplitByNode();
        Intracommunicator node = machine.Split((int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(place)) & int.MaxValue), world.Rank)!;
        return new NodeLeaders(node, world.Split(node.Rank == 0 ? 0 : Communicator.undefined, world.Rank));
    }

    public void Dispose()
    {
        Leaders?.Dispose();
        Node.Dispose();
    }
}
