#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Structs of numbers, alone and in arrays; the array is made before it is received.</summary>
internal static class Structs
{
    private struct Particle
    {
        public double X, Y;
        public int Charge;
    }

    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            if (comm.Size > 1 && comm.Rank < 2)
            {
                int other = 1 - comm.Rank;
                Particle mine, theirs;
                mine.X = 0.5 + comm.Rank;
                mine.Y = -1;
                mine.Charge = comm.Rank;
                comm.SendReceive(mine, other, 3, out theirs);
                Assert.Equal((0.5 + other, -1.0, other), (theirs.X, theirs.Y, theirs.Charge));

                Particle[] swarm = new Particle[10];
                if (comm.Rank == 0)
                {
                    for (int i = 0; i < swarm.Length; ++i)
                        swarm[i].Charge = i;
                    comm.Send(swarm, 1, 4);
                }
                else
                {
                    CompletedStatus status;
                    comm.Receive(0, 4, ref swarm, out status);
                    Assert.Equal(10, status.Count());
                    Assert.Equal(9, swarm[9].Charge);
                }
            }

            // Every rank: the root's values arrive everywhere.
            int[] numbers = comm.Rank == 0 ? [1, 2, 3] : new int[3];
            comm.Broadcast(ref numbers, 0);
            Assert.Equal(new[] { 1, 2, 3 }, numbers);
            double pi = comm.Rank == 0 ? 3.14 : 0;
            comm.Broadcast(ref pi, 0);
            Assert.Equal(3.14, pi);
        }
    }
}
