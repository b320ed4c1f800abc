using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>The workers of a job and what each of them has: what a scheduler places tasks on.</summary>
public sealed class ClusterResources
{
    private readonly Dictionary<string, int[]> _byNode;

    /// <summary>These workers, numbered from 0 in their order.</summary>
    /// <exception cref="ArgumentException">There is none, or one has another number than its place.</exception>
    public ClusterResources(IReadOnlyList<WorkerResources> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        if (workers.Count == 0) throw new ArgumentException("A job has a worker at least.", nameof(workers));
        for (int worker = 0; worker < workers.Count; worker++)
            if (workers[worker].Worker != worker) throw new ArgumentException($"At place {worker} is worker {workers[worker].Worker}: workers come in the order of their numbers, from 0.", nameof(workers));
        Workers = workers;
        _byNode = workers.GroupBy(worker => worker.Node, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(node => node.Key, node => node.Select(worker => worker.Worker).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Equal workers, so many to a node: nodes are called <c>node0</c>, <c>node1</c>, … To try a scheduler out.</summary>
    public static ClusterResources Uniform(int workers, double cores = 1, long memoryBytes = long.MaxValue, int workersPerNode = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workersPerNode, 1);
        return new([.. Enumerable.Range(0, workers).Select(worker => new WorkerResources(worker, $"node{worker / workersPerNode}", cores, memoryBytes))]);
    }

    /// <summary>All workers, by their numbers.</summary>
    public IReadOnlyList<WorkerResources> Workers { get; }

    /// <summary>How many workers there are.</summary>
    public int WorkerCount => Workers.Count;

    /// <summary>The nodes, in the order of their first workers.</summary>
    public IEnumerable<string> Nodes => _byNode.Keys;

    /// <summary>The workers of a node; none where it has none. A node may be named with or without its domain.</summary>
    public IReadOnlyList<int> WorkersOf(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (_byNode.TryGetValue(node, out int[]? workers)) return workers;
        return [.. _byNode.Where(other => IsSameHost(node, other.Key)).SelectMany(other => other.Value).Order()];
    }

    /// <summary>
    /// Asks every worker what it has: its node, its memory budget, and the cores that it may use, those shared with other workers of the node in parts. Collective: every worker must call this in the same order.
    /// </summary>
    public static ClusterResources Gather(DataflowEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        // Lines of text: for a type of its own each worker would compile what packs it, which takes longer than the rest of this.
        string lines = environment.AllReduce(WorkerReport.OfThisProcess(environment).ToLine(), static (a, b) => $"{a}\n{b}");
        return WorkerReport.Resources([.. lines.Split('\n').Select(WorkerReport.Parse)]);
    }

    /// <summary>
    /// What Slurm has given the job, from its environment variables, so that a plan can be tried before the job starts: tasks in blocks, as Slurm's default is, with 0.7 of the memory, as the default of
    /// <see cref="DataflowOptions.MemoryBytes"/> is.
    /// </summary>
    /// <param name="variable">Gives a variable's value. Default: this process's.</param>
    /// <exception cref="InvalidOperationException">This is no job of Slurm's, or a variable cannot be understood; the message names it.</exception>
    public static ClusterResources FromSlurm(Func<string, string?>? variable = null) => new SlurmJob(variable ?? System.Environment.GetEnvironmentVariable).ToResources();

    /// <summary>
    /// Finds on which nodes files or folders lie, for paths that are not the same everywhere: for each path the nodes that have it, with its bytes. What every node has, as on a shared file system, is near to all.
    /// Collective: every worker must call this in the same order, with the same paths.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<DataLocation>> FindPaths(DataflowEnvironment environment, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(paths);
        string node = Workers[environment.Worker].Node;
        bool looks = WorkersOf(node)[0] == environment.Worker;
        (string Node, long[] Bytes)[] mine = looks ? [(node, [.. paths.Select(BytesOf)])] : [];
        var all = environment.AllReduce(mine, static (a, b) => [.. a, .. b]);
        return [.. paths.Select((_, path) => (IReadOnlyList<DataLocation>)[.. all.Where(found => found.Bytes[path] >= 0).Select(found => new DataLocation(found.Node, found.Bytes[path]))])];
    }

    /// <summary>A line for each worker.</summary>
    public override string ToString() => string.Join('\n', Workers);

    /// <summary>−1 where there is no such path.</summary>
    private static long BytesOf(string path)
    {
        if (File.Exists(path)) return new FileInfo(path).Length;
        return Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : -1;
    }

    private static bool IsSameHost(string a, string b) =>
        a.Contains('.', StringComparison.Ordinal) != b.Contains('.', StringComparison.Ordinal) && a.Split('.')[0].Equals(b.Split('.')[0], StringComparison.OrdinalIgnoreCase);
}
