using System.Globalization;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What a worker says of itself when all are asked for their resources.</summary>
/// <param name="Node">A number of its node.</param>
/// <param name="Name">What its node is called.</param>
/// <param name="Limit">How many processors it may keep busy.</param>
/// <param name="Memory">Its budget.</param>
/// <param name="Cpus">The processors that it may run on.</param>
internal sealed record WorkerReport(int Node, string Name, int Limit, long Memory, int[] Cpus)
{
    /// <summary>Two nodes may be called the same.</summary>
    private string UniqueName => $"{Name}#{Node}";

    public static WorkerReport OfThisProcess(DataflowEnvironment environment) => new(
        environment.NodeOf(environment.Worker), System.Environment.MachineName, System.Environment.ProcessorCount, environment.Memory.Limit, CpuSet.OfThisProcess().Numbers);

    public static WorkerReport Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new(
            int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture),
            [.. parts[4].Split(',').Select(cpu => int.Parse(cpu, CultureInfo.InvariantCulture))]);
    }

    /// <summary>What all workers said, in their order, as schedulers see it.</summary>
    public static ClusterResources Resources(WorkerReport[] all)
    {
        WorkerResources[] workers = new WorkerResources[all.Length];
        ILookup<string, WorkerReport> ofNode = all.ToLookup(worker => worker.UniqueName), ofName = all.ToLookup(worker => worker.Name);
        Dictionary<string, int[][]> cpusOf = [];
        for (int number = 0; number < all.Length; number++)
        {
            WorkerReport worker = all[number];
            if (!cpusOf.TryGetValue(worker.UniqueName, out int[][]? cpus)) cpusOf.Add(worker.UniqueName, cpus = [.. ofNode[worker.UniqueName].Select(other => other.Cpus)]);
            bool isOnlyOne = !ofName[worker.Name].Any(other => other.Node != worker.Node);
            workers[number] = new WorkerResources(number, isOnlyOne ? worker.Name : worker.UniqueName, CpuSet.ShareOf(worker.Cpus, worker.Limit, cpus), worker.Memory);
        }
        return new(workers);
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Node}\t{Name}\t{Limit}\t{Memory}\t{string.Join(',', Cpus.Select(cpu => cpu.ToString(CultureInfo.InvariantCulture)))}");
}
