#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>What a program asks its environment.</summary>
internal static class Surroundings
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args, MPI.Threading.Serialized))
        {
            Assert.True(MPI.Environment.Initialized && !MPI.Environment.Finalized);
            Assert.True(MPI.Environment.MaxTag >= 32767);
            Assert.True(MPI.Environment.TimeResolution > 0);
            double time = MPI.Environment.Time;
            Assert.True(MPI.Environment.Time >= time);
            Assert.InRange((int)MPI.Environment.Threading, 0, 3);
            Assert.NotEmpty(MPI.Environment.ProcessorName);
            bool isMain = true;
            Thread other = new Thread(() => isMain = MPI.Environment.IsMainThread);
            other.Start();
            other.Join();
            Assert.False(isMain);
            _ = MPI.Environment.IsTimeGlobal;
            int ran = 0;
            MPI.Environment.Run(comm => ran = comm.Size, cleanupEnvironment: false);
            Assert.Equal(Communicator.world.Size, ran);
            MPI.Environment.Run(ref args, comm => ran = comm.Rank, cleanupEnvironment: false);
            Assert.Equal(Communicator.world.Rank, ran);
            Exception thrown = new InvalidOperationException();
            Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() =>
                MPI.Environment.Run(ref args, MPI.Threading.Single, _ => throw thrown, cleanupEnvironment: false)));
        }
    }
}
