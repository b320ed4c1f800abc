#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>The collectives with arrays, as MPI.NET spells them.</summary>
internal static class Collectives
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            int size = comm.Size, rank = comm.Rank;
            int[] ranks = [.. Enumerable.Range(0, size)];

            Assert.Equal(ranks, comm.Allgather(rank));
            int[] gathered = comm.Gather(rank, 0);
            if (rank == 0)
                Assert.Equal(ranks, gathered);
            int[] pre = new int[size];
            comm.Gather(rank, 0, ref pre);
            if (rank == 0)
                Assert.Equal(ranks, pre);

            int part = rank == 0 ? comm.Scatter(ranks) : comm.Scatter<int>(0);
            Assert.Equal(rank, part);
            Assert.Equal(rank, comm.Scatter(ranks, 0));

            Assert.Equal(ranks.Select(r => 100 * r + rank), comm.Alltoall(ranks.Select(r => 100 * rank + r).ToArray()));

            int[] pair = [rank, 10 * rank];
            int[] flat = comm.GatherFlattened(pair, 0);
            if (rank == 0)
                Assert.Equal(ranks.SelectMany(r => new[] { r, 10 * r }), flat);
            int[] counts = [.. ranks.Select(r => r + 1)];
            int[] varying = comm.GatherFlattened(Enumerable.Repeat(rank, rank + 1).ToArray(), counts, 0);
            if (rank == 0)
                Assert.Equal(ranks.SelectMany(r => Enumerable.Repeat(r, r + 1)), varying);
            Assert.Equal(ranks.SelectMany(r => new[] { r, 10 * r }), comm.AllgatherFlattened(pair, 2));

            int[] spread = comm.ScatterFromFlattened(ranks.SelectMany(r => new[] { r, 10 * r }).ToArray(), 2, 0);
            Assert.Equal(pair, spread);
            int[] uneven = comm.ScatterFromFlattened(ranks.SelectMany(r => Enumerable.Repeat(r, r + 1)).ToArray(), counts, 0);
            Assert.Equal(Enumerable.Repeat(rank, rank + 1), uneven);

            int[] toAll = comm.AlltoallFlattened(ranks.SelectMany(r => new[] { rank, r }).ToArray(), 2);
            Assert.Equal(ranks.SelectMany(r => new[] { r, rank }), toAll);
            int[] into = null;
            comm.AllgatherFlattened(pair, 2, ref into);
            Assert.Equal(2 * size, into!.Length);
            comm.AllgatherFlattened(Enumerable.Repeat(rank, rank + 1).ToArray(), counts, ref into);
            Assert.Equal(ranks.SelectMany(r => Enumerable.Repeat(r, r + 1)), into);
            comm.ScatterFromFlattened(into, counts, 0, ref into);
            Assert.Equal(Enumerable.Repeat(rank, rank + 1), into);
            comm.ScatterFromFlattened(ranks, 1, 0, ref into);
            Assert.Equal(new[] { rank }, into);
            comm.GatherFlattened(into, 0, ref into);
            Assert.Equal(rank == 0 ? ranks : [rank], into);
            int[] all = null;
            comm.GatherFlattened(Enumerable.Repeat(rank, rank + 1).ToArray(), counts, 0, ref all);
            Assert.Equal(rank == 0, all is not null);
            comm.AlltoallFlattened(ranks, 1, ref into);
            Assert.All(into, value => Assert.Equal(rank, value));
            string[] texts = comm.AlltoallFlattened(ranks.Select(r => $"{rank} to {r}").ToArray(), 1);
            Assert.Equal(ranks.Select(r => $"{r} to {rank}"), texts);
            Assert.Equal(ranks.Select(r => $"{r}"), comm.AllgatherFlattened(new[] { $"{rank}", "unused" }, 1));
            int[] ones = [.. Enumerable.Repeat(1, size)];
            Assert.Equal(ranks, comm.AlltoallFlattened(Enumerable.Repeat(rank, size).ToArray(), ones, ones));
            comm.AlltoallFlattened(Enumerable.Repeat(rank, size).ToArray(), ones, ones, ref into);
            Assert.Equal(ranks, into);
        }
    }
}
