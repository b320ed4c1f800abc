#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>A text goes round, and each rank adds its number.</summary>
internal static class RingOfTexts
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            if (comm.Size < 2)
                return;
            string data;
            CompletedStatus status;
            if (comm.Rank == 0)
            {
                comm.Send("0", 1, 0);
                comm.Receive(Communicator.anySource, 0, out data, out status);
                Assert.Equal(comm.Size - 1, status.Source);
                Assert.Equal(string.Join(",", Enumerable.Range(0, comm.Size)), data);
            }
            else
            {
                comm.Receive(comm.Rank - 1, 0, out data);
                data += "," + comm.Rank;
                comm.Send(data, (comm.Rank + 1) % comm.Size, 0);
            }
        }
    }
}
