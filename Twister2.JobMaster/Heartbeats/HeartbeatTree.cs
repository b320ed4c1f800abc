namespace Twister2.JobMaster.Heartbeats;

/// <summary>
/// Who tells whom: the workers of a node tell the first of them, and those tell each other in a tree that ends at worker 0. So worker 0 gets a few dozen messages a second where there are ten thousand workers.
/// </summary>
internal static class HeartbeatTree
{
    /// <summary>Nodes that tell one other.</summary>
    public const int Width = 64;

    /// <summary>Whom a worker tells.</summary>
    /// <param name="nodes">The node of each worker.</param>
    /// <param name="worker">The worker; not 0, which tells nobody.</param>
    public static int ParentOf(IReadOnlyList<string> nodes, int worker)
    {
        List<int> firsts = FirstsOf(nodes, worker + 1);
        int node = firsts.BinarySearch(worker);
        return node < 0 ? firsts.Find(first => nodes[first] == nodes[worker]) : firsts[(node - 1) / Width];
    }

    /// <summary>How many others tell a worker.</summary>
    /// <param name="nodes">The node of each worker.</param>
    /// <param name="worker">The worker.</param>
    public static int ChildrenOf(IReadOnlyList<string> nodes, int worker)
    {
        List<int> firsts = FirstsOf(nodes, nodes.Count);
        int node = firsts.BinarySearch(worker);
        if (node < 0) return 0;
        int others = nodes.Count(name => name == nodes[worker]) - 1;
        return others + Math.Clamp(firsts.Count - 1 - node * Width, 0, Width);
    }

    /// <summary>The first worker of each node, of so many workers.</summary>
    private static List<int> FirstsOf(IReadOnlyList<string> nodes, int workers)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<int> firsts = [];
        for (int worker = 0; worker < workers; worker++)
            if (seen.Add(nodes[worker])) firsts.Add(worker);
        return firsts;
    }

    /// <summary>Whom each worker tells; of worker 0 itself. In one pass, for those who need all.</summary>
    public static int[] ParentsOf(IReadOnlyList<string> nodes)
    {
        int[] parents = new int[nodes.Count];
        List<int> firsts = [];
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int worker = 0; worker < parents.Length; worker++)
        {
            if (!first.TryAdd(nodes[worker], worker))
            {
                parents[worker] = first[nodes[worker]];
                continue;
            }
            firsts.Add(worker);
            if (worker > 0) parents[worker] = firsts[(firsts.Count - 2) / Width];
        }
        return parents;
    }
}
