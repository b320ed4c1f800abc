using CsCheck;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tests;

/// <summary>The trees that broadcasts and reductions go by, for any workers on any nodes.</summary>
[Trait("ranks", "none")]
public sealed class WorkerTreeTests
{
    /// <summary>A node for each worker, which of them are in the tree, and which of these is the root.</summary>
    private static readonly Gen<(int[] Nodes, int[] Members, int Root)> Shapes =
        from nodes in Gen.Int[0, 6].Array[1, 40]
        from isMember in Gen.Bool.Array[nodes.Length]
        from root in Gen.Int[0, nodes.Length - 1]
        select (nodes, WorkerTree.ByNode(Enumerable.Range(0, nodes.Length).Where(worker => isMember[worker] || worker == root), worker => nodes[worker]), root);

    [Fact]
    public void Each_worker_hangs_on_its_parent() => Shapes.Sample((nodes, members, root) =>
    {
        Dictionary<int, WorkerTree> trees = members.ToDictionary(worker => worker, worker => new WorkerTree(members, root, worker, w => nodes[w]));
        Assert.Equal(-1, trees[root].Parent);
        foreach ((int worker, WorkerTree tree) in trees)
        {
            Assert.Equal(tree.Up.Order(), tree.Down.Order());
            Assert.All(tree.Up, child => Assert.Equal(worker, trees[child].Parent));
            if (worker != root) Assert.Contains(worker, trees[tree.Parent].Up);
        }
    });

    [Fact]
    public void A_node_is_entered_once_and_nobody_has_many_children() => Shapes.Sample((nodes, members, root) =>
    {
        Dictionary<int, WorkerTree> trees = members.ToDictionary(worker => worker, worker => new WorkerTree(members, root, worker, w => nodes[w]));
        foreach (IGrouping<int, int> node in members.GroupBy(worker => nodes[worker]))
        {
            int entered = node.Count(worker => worker != root && nodes[trees[worker].Parent] != node.Key);
            Assert.Equal(node.Key == nodes[root] ? 0 : 1, entered);
        }
        foreach ((int worker, WorkerTree tree) in trees)
        {
            Assert.InRange(tree.Up.Count(child => nodes[child] == nodes[worker]), 0, 2);
            Assert.InRange(tree.Up.Count(child => nodes[child] != nodes[worker]), 0, 2);
            int depth = 0;
            for (int at = worker; trees[at].Parent >= 0; at = trees[at].Parent) depth++;
            int perNode = members.GroupBy(w => nodes[w]).Max(node => node.Count()), count = members.Select(w => nodes[w]).Distinct().Count();
            Assert.InRange(depth, 0, Math.Ceiling(Math.Log2(perNode + 1)) + Math.Ceiling(Math.Log2(count + 1)) - 2);
        }
    });

    [Fact]
    public void What_comes_up_child_by_child_has_the_order_of_the_tree() => Shapes.Sample((nodes, members, root) =>
    {
        Assert.Equal(new WorkerTree(members, root, root, w => nodes[w]).Order, From(root));

        IEnumerable<int> From(int worker) => new WorkerTree(members, root, worker, w => nodes[w]).Up.SelectMany(From).Prepend(worker);
    });

    [Fact]
    public void Who_is_not_in_the_tree_has_no_place_in_it()
    {
        WorkerTree tree = new([1, 2], 1, 0, _ => 0);
        Assert.Equal(-1, tree.Parent);
        Assert.Empty(tree.Up);
    }
}
