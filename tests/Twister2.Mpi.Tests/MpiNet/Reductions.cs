#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Reductions: predefined ones, a delegate, a lambda, a method; of values and of arrays.</summary>
internal static class Reductions
{
    private struct Point
    {
        public int X, Y;
    }

    private static Point AddPoints(Point a, Point b)
    {
        a.X += b.X;
        a.Y += b.Y;
        return a;
    }

    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            int size = comm.Size, rank = comm.Rank, sum = size * (size - 1) / 2;

            Assert.Equal(sum, comm.Allreduce(rank, Operation<int>.Add));
            Assert.Equal(size - 1, comm.Allreduce(rank, Operation<int>.Max));
            Assert.Equal(sum, comm.Allreduce(rank, delegate (int a, int b) { return a + b; }));
            Assert.Equal(sum, comm.Allreduce(rank, (a, b) => a + b));

            Point point;
            point.X = rank;
            point.Y = 1;
            Point total = comm.Allreduce(point, AddPoints);
            Assert.Equal((sum, size), (total.X, total.Y));

            int[] sums = comm.Reduce(new[] { rank, 1 }, Operation<int>.Add, 0);
            if (rank == 0)
                Assert.Equal(new[] { sum, size }, sums);
            int[] everywhere = comm.Allreduce(new[] { rank, 1 }, Operation<int>.Add);
            Assert.Equal(new[] { sum, size }, everywhere);

            Assert.Equal(rank * (rank + 1) / 2, comm.Scan(rank, Operation<int>.Add));
            int before = comm.ExclusiveScan(rank, Operation<int>.Add);
            Assert.Equal(rank * (rank - 1) / 2, before);

            int[] prefix = null;
            comm.ExclusiveScan(new[] { rank }, (a, b) => a + b, ref prefix);
            Assert.True(rank == 0 || prefix![0] == before);

            int[] counts = [.. Enumerable.Repeat(2, size)];
            int[] mine = comm.ReduceScatter(Enumerable.Repeat(rank, 2 * size).ToArray(), Operation<int>.Add, counts);
            Assert.Equal(new[] { sum, sum }, mine);
        }
    }
}
