using System.Globalization;

namespace Twister2.Tasks;

/// <summary>What a worker has for tasks.</summary>
/// <param name="Worker">Its number, which is its rank over MPI.</param>
/// <param name="Node">The name of the node that it runs on.</param>
/// <param name="Cores">Cores for it alone: those that it shares with others count in parts.</param>
/// <param name="MemoryBytes">The memory that its operators may hold; <see cref="long.MaxValue"/> where that is not known.</param>
public sealed record WorkerResources(int Worker, string Node, double Cores, long MemoryBytes)
{
    /// <summary>Number, node, cores and memory.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"worker {Worker} (node {Node}): {Amounts.Cores(Cores)}, {(MemoryBytes == long.MaxValue ? "memory not known" : Amounts.Bytes(MemoryBytes))}");
}
