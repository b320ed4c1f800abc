#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>The names of all nodes come together at rank 0.</summary>
internal static class Hostnames
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            string[] hostnames = comm.Gather(MPI.Environment.ProcessorName, 0);
            if (comm.Rank == 0)
            {
                Array.Sort(hostnames!);
                Assert.Equal(comm.Size, hostnames!.Length);
                Assert.Contains(MPI.Environment.ProcessorName, hostnames);
            }
            else
            {
                Assert.Null(hostnames);
            }
        }
    }
}
