namespace Twister2.JobMaster.Barriers;

/// <summary>A worker's place in the tree of all workers, which is that of the heartbeats (<see cref="Heartbeats.HeartbeatTree"/>).</summary>
internal sealed class ControlTree
{
    /// <param name="parents">Whom each worker tells.</param>
    /// <param name="worker">The worker.</param>
    public ControlTree(int[] parents, int worker)
    {
        Worker = worker;
        Parent = parents[worker];
        // Parents have lower numbers than those below them.
        bool[] isBelow = new bool[parents.Length];
        isBelow[worker] = true;
        List<int> children = [], below = [worker];
        for (int other = worker + 1; other < parents.Length; other++)
        {
            isBelow[other] = isBelow[parents[other]];
            if (parents[other] == worker) children.Add(other);
            if (isBelow[other]) below.Add(other);
        }
        (Children, Below) = (children, below);
    }

    public int Worker { get; }

    /// <summary>Whom it tells; itself for worker 0.</summary>
    public int Parent { get; }

    /// <summary>Who tells it.</summary>
    public IReadOnlyList<int> Children { get; }

    /// <summary>Itself and all below it.</summary>
    public IReadOnlyList<int> Below { get; }
}
