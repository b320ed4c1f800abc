namespace Twister2.JobMaster;

/// <summary>What a worker tells worker 0 when it registers.</summary>
/// <param name="Rank">Its rank.</param>
/// <param name="Node">The name of its node, as MPI knows it.</param>
/// <param name="ProcessId">Its process on the node.</param>
/// <param name="Cores">Cores that the process may use.</param>
/// <param name="MemoryBytes">Memory that the process may use, as the garbage collector sees it.</param>
public sealed record WorkerInfo(int Rank, string Node, int ProcessId, int Cores, long MemoryBytes)
{
    internal static WorkerInfo OfThisProcess(int rank) => new(
        rank, Mpi.Environment.ProcessorName, System.Environment.ProcessId, System.Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Rank);
        writer.Write(Node);
        writer.Write(ProcessId);
        writer.Write(Cores);
        writer.Write(MemoryBytes);
    }

    internal static WorkerInfo Read(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64());
}
