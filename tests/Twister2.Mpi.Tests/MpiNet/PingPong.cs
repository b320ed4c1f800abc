#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Rank 0 greets each of the others, and each greets back.</summary>
internal static class PingPong
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            if (comm.Rank == 0)
            {
                for (int dest = 1; dest < comm.Size; ++dest)
                {
                    comm.Send("Rosie", dest, 0);
                    string name = comm.Receive<string>(Communicator.anySource, 1);
                    Assert.Equal($"Process {dest} of {comm.Size}", name);
                }
            }
            else
            {
                string message = comm.Receive<string>(0, 0);
                Assert.Equal("Rosie", message);
                comm.Send("Process " + comm.Rank + " of " + comm.Size, 0, 1);
            }
        }
    }
}
