#nullable disable // MPI.NET is older than such annotations.
using MemoryPack;
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Objects: where MPI.NET has [Serializable] stands [MemoryPackable] and partial.</summary>
internal static class Objects
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            Person person = comm.Rank == 0 ? new Person { Name = "Ada", Born = 1815 } : null;
            comm.Broadcast(ref person, 0);
            Assert.Equal(("Ada", 1815), (person!.Name, person.Born));

            Person[] all = comm.Allgather(new Person { Name = $"P{comm.Rank}", Born = comm.Rank });
            Assert.Equal(Enumerable.Range(0, comm.Size), all.Select(p => p.Born));

            Person[] ages = comm.Rank == 0 ? all : null;
            Person own = comm.Scatter(ages, 0)!;
            Assert.Equal(comm.Rank, own.Born);

            string words = comm.Reduce($"<{comm.Rank}>", (a, b) => a + b, 0);
            if (comm.Rank == 0)
                Assert.Equal(string.Concat(Enumerable.Range(0, comm.Size).Select(i => $"<{i}>")), words);
        }
    }
}

/// <summary>What is sent.</summary>
[MemoryPackable]
public sealed partial class Person
{
    public string Name { get; set; } = "";

    public int Born { get; set; }
}
