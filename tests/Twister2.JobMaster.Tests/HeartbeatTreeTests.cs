using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Tests;

/// <summary>Who tells whom.</summary>
[Trait("ranks", "none")]
public sealed class HeartbeatTreeTests
{
    [Fact]
    public void Workers_of_a_node_tell_the_first_of_it()
    {
        string[] nodes = ["a", "a", "b", "b", "a", "b", "c"];
        Assert.Equal([0, 0, 2, 0, 2, 0], Enumerable.Range(1, 6).Select(worker => HeartbeatTree.ParentOf(nodes, worker)));
    }

    [Theory, InlineData(1, 10_000), InlineData(156, 64), InlineData(5000, 2), InlineData(10_000, 1)]
    public void All_come_to_worker_0_in_few_steps_and_nobody_hears_from_many_nodes(int nodes, int perNode)
    {
        string[] names = [.. Enumerable.Range(0, nodes * perNode).Select(worker => $"n{worker / perNode}")];
        int[] parents = [0, .. Enumerable.Range(1, names.Length - 1).Select(worker => HeartbeatTree.ParentOf(names, worker))];
        Assert.Equal(parents, HeartbeatTree.ParentsOf(names));
        int[] depth = new int[names.Length];
        for (int worker = 1; worker < names.Length; worker++)
        {
            Assert.InRange(parents[worker], 0, worker - 1);
            depth[worker] = depth[parents[worker]] + 1;
        }
        Assert.InRange(depth.Max(), 1, 4);
        ILookup<int, int> children = parents.Index().Skip(1).ToLookup(static pair => pair.Item, static pair => pair.Index);
        foreach (int worker in (int[])[0, 1, 2, perNode, names.Length / 2, names.Length - 1]) Assert.Equal(children[worker].Count(), HeartbeatTree.ChildrenOf(names, worker));
        Assert.InRange(parents.Skip(1).GroupBy(static parent => parent).Max(static children => children.Count()), 1, HeartbeatTree.Width + perNode);
    }

    [Fact]
    public void Worker_1_tells_worker_0_wherever_it_is()
    {
        Assert.Equal(0, HeartbeatTree.ParentOf(["a", "a"], 1));
        Assert.Equal(0, HeartbeatTree.ParentOf(["a", "b"], 1));
    }
}
