using System.IO.Hashing;
using System.Text;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>
/// Sees to it that every worker loads the same job. Where a node does not see worker 0's file, or another one under its name, the folder that it lies in is sent: worker 0 reads it once, one worker of each node gets it by broadcast and writes it
/// to the node's own disk, and all workers load it from there.
/// </summary>
internal static class JobPackage
{
    private const int StampBytes = 16;

    /// <summary>The path of the assembly on this worker's node. Collective.</summary>
    /// <param name="assembly">The path as it was given to this worker.</param>
    /// <param name="world">All workers.</param>
    /// <param name="isForced">Sends it even where all see the same.</param>
    /// <param name="explain">Called on worker 0 with what was sent.</param>
    /// <exception cref="UsageException">The folder is too large to be a job's.</exception>
    /// <exception cref="DataAccessException">It cannot be read on worker 0, or written on a node.</exception>
    public static string Place(string assembly, Intracommunicator world, bool isForced, Action<string> explain)
    {
        if (world.Size == 1) return assembly;
        // Worker 0 without a file, or with a path that is none, is an error that is told when the assembly is loaded.
        if (IsSameEverywhere(assembly, world, isForced)) return assembly;
        using NodeLeaders nodes = NodeLeaders.Of(world, NodeFolder.Packages);
        string folder = PackageBroadcast.Run(Path.GetDirectoryName(Path.GetFullPath(assembly))!, NodeFolder.Packages, world, nodes, explain);
        string? name = Path.GetFileName(assembly);
        world.Broadcast(ref name, 0);
        return Path.Combine(folder, name);
    }

    /// <summary>Whether all workers see what worker 0 sees; also where worker 0 sees none.</summary>
    private static bool IsSameEverywhere(string assembly, Intracommunicator world, bool isForced)
    {
        Span<byte> mine = stackalloc byte[StampBytes], first = stackalloc byte[StampBytes];
        Stamp(assembly, mine);
        mine.CopyTo(first);
        world.Broadcast(first, 0);
        if (!first.ContainsAnyExcept((byte)0)) return true;
        bool isOther = isForced || !mine.SequenceEqual(first);
        return world.Allreduce(isOther ? 1 : 0, Operation<int>.Max) == 0;
    }

    /// <summary>Says in 16 bytes which file it is; all zero for none.</summary>
    private static void Stamp(string assembly, Span<byte> stamp)
    {
        stamp.Clear();
        try
        {
            if (File.Exists(assembly)) XxHash128.Hash(File.ReadAllBytes(assembly), stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if it were not there; if all see it so, loading it says why.
        }
    }
}
