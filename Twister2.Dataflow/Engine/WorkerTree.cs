namespace Twister2.Dataflow.Engine;

/// <summary>
/// A binary tree of workers that knows which of them share a node: the first worker of each node is in a tree of the nodes, and the others of the node are in a tree under it. So a node is
/// entered once, nobody has more than two children on other nodes and two on its own, and the depth is log₂ of the nodes and log₂ of a node's workers. A worker comes first, then all
/// that hang on its first child, and so on.
/// </summary>
internal sealed class WorkerTree
{
    private readonly List<int> _near = [], _far = [];

    /// <summary>The place of one worker in the tree.</summary>
    /// <param name="members">All workers of the tree, by node and number: see <see cref="ByNode"/>.</param>
    /// <param name="root">The worker at its top, one of the members. The nodes and workers behind it in <paramref name="members"/> come first, so that trees with different roots burden different workers.</param>
    /// <param name="worker">The worker whose place it is.</param>
    /// <param name="nodeOf">The node of a worker.</param>
    public WorkerTree(IReadOnlyList<int> members, int root, int worker, Func<int, int> nodeOf)
    {
        List<List<int>> nodes = [.. members.GroupBy(nodeOf).Select(node => node.ToList())];
        nodes = Rotated(nodes, nodes.FindIndex(node => node.Contains(root)));
        nodes[0] = Rotated(nodes[0], nodes[0].IndexOf(root));
        Order = [.. nodes.SelectMany(static node => node)];
        int home = nodes.FindIndex(node => node.Contains(worker));
        if (home < 0) return;
        List<int> mine = nodes[home];
        int place = mine.IndexOf(worker);
        int above = Descend(mine.Count, place, child => _near.Add(mine[child]));
        if (place == 0)
        {
            int nodeAbove = Descend(nodes.Count, home, child => _far.Add(nodes[child][0]));
            Parent = nodeAbove < 0 ? -1 : nodes[nodeAbove][0];
        }
        else
        {
            Parent = mine[above];
        }
    }

    /// <summary>The workers, each before those that hang on it, and those of one child before those of the next.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The worker above; -1 for the root and for who is not in the tree.</summary>
    public int Parent { get; } = -1;

    /// <summary>The workers below, in the order of what comes up from them: those of the own node first.</summary>
    public IEnumerable<int> Up => _near.Concat(_far);

    /// <summary>The workers below, in the order in which it is best to send to them: other nodes first, they have the longer way.</summary>
    public IEnumerable<int> Down => _far.Concat(_near);

    /// <summary>Workers in the order that trees need.</summary>
    public static int[] ByNode(IEnumerable<int> workers, Func<int, int> nodeOf) => [.. workers.Distinct().OrderBy(nodeOf).ThenBy(static worker => worker)];

    private static List<T> Rotated<T>(List<T> items, int first) => [.. items.Skip(first), .. items.Take(first)];

    /// <summary>Goes from the top to a place: the top has the places from the next on in two halves, whose first ones are its children. Gives the place above, or -1.</summary>
    private static int Descend(int count, int place, Action<int> child)
    {
        int top = 0, above = -1;
        while (top != place)
        {
            above = top;
            int half = count / 2;
            (top, count) = place <= top + half ? (top + 1, half) : (top + 1 + half, count - 1 - half);
        }
        if (count > 1) child(top + 1);
        if (count > 2) child(top + 1 + count / 2);
        return above;
    }
}
