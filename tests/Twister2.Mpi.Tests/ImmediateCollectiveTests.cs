using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class ImmediateCollectiveTests : RankTests
{
    [Fact]
    public void Many_can_be_under_way_at_once()
    {
        var requests = new RequestList();
        var results = new List<int[]>();
        for (int i = 0; i < 20; i++)
        {
            int[] room = new int[3];
            results.Add(room);
            requests.Add(World.ImmediateAllreduce<int>(new[] { i, World.Rank, 1 }, Operation<int>.Add, room));
            requests.Add(World.ImmediateBarrier());
        }

        GC.Collect();
        requests.WaitAll();
        for (int i = 0; i < results.Count; i++)
            Assert.Equal([i * World.Size, World.Size * (World.Size - 1) / 2, World.Size], results[i]);
    }

    [Fact]
    public void Counts_may_change_while_the_call_is_under_way()
    {
        int[] counts = new int[World.Size];
        Array.Fill(counts, 2);
        int[] room = new int[2 * World.Size];
        var request = World.ImmediateAllgatherFlattened<int>(new[] { World.Rank, -World.Rank }, counts, room);
        Array.Fill(counts, int.MaxValue);
        GC.Collect();
        request.Wait();
        Assert.Equal(Enumerable.Range(0, World.Size).SelectMany(r => new[] { r, -r }), room);
    }

    [Fact]
    public void A_call_that_is_refused_leaves_nothing_behind()
    {
        int before = Outstanding.Count;
        Assert.Throws<MpiException>(() => World.ImmediateBroadcast<int>(new int[1], World.Size));
        Assert.Throws<MpiException>(() => World.ImmediateGatherFlattened<int>(new int[1], -1, new int[World.Size]));
        Assert.Throws<ArgumentNullException>(() => World.ImmediateAllreduce<int>(new int[1], (Operation<int>)null!));
        Assert.Equal(before, Outstanding.Count);
    }
}
