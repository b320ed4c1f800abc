namespace Twister2.Dataflow.Engine;

/// <summary>
/// The way of a part of a reduction: whose values are combined here and in what order, to whom the result goes up, and to whom the result of all goes down.
/// </summary>
internal sealed class ReductionRoute
{
    /// <summary>What is combined at a worker: its own values, and what others bring.</summary>
    /// <param name="Worker">Who brings it.</param>
    /// <param name="Run">The first of the source tasks that it holds.</param>
    public readonly record struct Contribution(int Worker, int Run);

    private ReductionRoute(int root, IReadOnlyList<Contribution> contributions, int parent, WorkerTree down)
    {
        Root = root;
        Contributions = contributions;
        Parent = parent;
        DownParent = down.Parent;
        Down = [.. down.Down];
    }

    /// <summary>The worker that has the result first.</summary>
    public int Root { get; }

    /// <summary>In the order of combining.</summary>
    public IReadOnlyList<Contribution> Contributions { get; }

    /// <summary>Who gets what is combined here; -1 at the root, and where nothing is.</summary>
    public int Parent { get; }

    /// <summary>Who sends the result; -1 where it is not needed or is there first.</summary>
    public int DownParent { get; }

    /// <summary>To whom the result is sent on.</summary>
    public int[] Down { get; }

    /// <summary>Up a tree. The order is that of the tree: fit for what is commutative, or where <see cref="KeepsOrder"/> says so.</summary>
    public static ReductionRoute UpTree(LogicalPlan plan, int root, int worker, Func<int, int> nodeOf)
    {
        WorkerTree up = new(Members(plan, root, nodeOf), root, worker, nodeOf);
        List<Contribution> contributions = [];
        if (plan.SourcesOf(worker).Any()) contributions.Add(new(worker, FirstSource(plan, worker)));
        foreach (int child in up.Up) contributions.Add(new(child, FirstSource(plan, child)));
        return new ReductionRoute(root, contributions, up.Parent, DownTree(plan, root, worker, nodeOf));
    }

    /// <summary>All straight to the root, which combines them in the order of the sources: for what is not commutative, where sources are spread so that no tree keeps their order.</summary>
    public static ReductionRoute Flat(LogicalPlan plan, int root, int worker, Func<int, int> nodeOf)
    {
        List<Contribution> runs = [];
        for (int source = 0; source < plan.Sources; source++)
            if (runs.Count == 0 || plan.WorkerOfSource(source) != runs[^1].Worker) runs.Add(new(plan.WorkerOfSource(source), source));
        return worker == root
            ? new ReductionRoute(root, runs, -1, DownTree(plan, root, worker, nodeOf))
            : new ReductionRoute(root, [.. runs.Where(run => run.Worker == worker)], root, DownTree(plan, root, worker, nodeOf));
    }

    /// <summary>Whether the tree from a root combines the sources in their order.</summary>
    public static bool KeepsOrder(LogicalPlan plan, int root, Func<int, int> nodeOf)
    {
        int[] place = new int[plan.Workers];
        IReadOnlyList<int> order = new WorkerTree(Members(plan, root, nodeOf), root, root, nodeOf).Order;
        for (int i = 0; i < order.Count; i++) place[order[i]] = i;
        for (int source = 1; source < plan.Sources; source++)
            if (place[plan.WorkerOfSource(source)] < place[plan.WorkerOfSource(source - 1)]) return false;
        return true;
    }

    private static int[] Members(LogicalPlan plan, int root, Func<int, int> nodeOf) =>
        WorkerTree.ByNode(Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource).Append(root), nodeOf);

    private static WorkerTree DownTree(LogicalPlan plan, int root, int worker, Func<int, int> nodeOf) =>
        new(WorkerTree.ByNode(Enumerable.Range(0, plan.Targets).Select(plan.WorkerOfTarget).Append(root), nodeOf), root, worker, nodeOf);

    private static int FirstSource(LogicalPlan plan, int worker) => plan.SourcesOf(worker).FirstOrDefault(-1);
}
