namespace Twister2.Tasks;

/// <summary>What each worker has left for tasks that run at the same time: those of a level in a batch, all of a graph in a stream.</summary>
internal sealed class WorkerRooms
{
    private const double Rounding = 1e-9;

    private readonly ClusterResources _resources;
    private readonly int? _maxTasks;
    private readonly double[] _cores;
    private readonly long[] _memory;
    private readonly int[] _tasks;
    private readonly Dictionary<string, int[]> _tasksOfVertex = [];
    private readonly Dictionary<string, bool[]> _allowed = [];

    public WorkerRooms(ClusterResources resources, int? maxTasks)
    {
        (_resources, _maxTasks) = (resources, maxTasks);
        _cores = [.. resources.Workers.Select(worker => worker.Cores)];
        _memory = [.. resources.Workers.Select(worker => worker.MemoryBytes)];
        _tasks = new int[resources.WorkerCount];
    }

    /// <summary>Tasks that a worker has.</summary>
    public int TasksOf(int worker) => _tasks[worker];

    /// <summary>Tasks of a vertex that a worker has.</summary>
    public int TasksOf(int worker, Vertex vertex) => _tasksOfVertex.TryGetValue(vertex.Name, out int[]? tasks) ? tasks[worker] : 0;

    public bool Allows(int worker, Vertex vertex)
    {
        if (!_allowed.TryGetValue(vertex.Name, out bool[]? allowed)) _allowed.Add(vertex.Name, allowed = AllowedOf(vertex.Constraints));
        return allowed[worker];
    }

    public bool HasRoom(int worker, Vertex vertex)
    {
        TaskConstraints asked = vertex.Constraints;
        return Allows(worker, vertex)
            && asked.Cores <= _cores[worker] + Rounding
            && asked.MemoryBytes <= _memory[worker]
            && !(_tasks[worker] >= _maxTasks)
            && !(TasksOf(worker, vertex) >= asked.MaxTasksPerWorker);
    }

    /// <summary>Whether so many tasks of a vertex could run on a worker that has nothing else to do.</summary>
    public bool CouldTake(int worker, Vertex vertex, int tasks)
    {
        TaskConstraints asked = vertex.Constraints;
        WorkerResources all = _resources.Workers[worker];
        return Allows(worker, vertex)
            && tasks * asked.Cores <= all.Cores + Rounding
            && (asked.MemoryBytes == 0 || tasks <= all.MemoryBytes / asked.MemoryBytes)
            && !(tasks > asked.MaxTasksPerWorker);
    }

    public void Take(int worker, Vertex vertex)
    {
        _cores[worker] -= vertex.Constraints.Cores;
        if (_memory[worker] != long.MaxValue) _memory[worker] -= vertex.Constraints.MemoryBytes;
        _tasks[worker]++;
        if (!_tasksOfVertex.TryGetValue(vertex.Name, out int[]? tasks)) _tasksOfVertex.Add(vertex.Name, tasks = new int[_tasks.Length]);
        tasks[worker]++;
    }

    /// <summary>Why a worker takes no task of the vertex, and what it has left.</summary>
    public string WhyNot(int worker, Vertex vertex)
    {
        WorkerResources now = _resources.Workers[worker] with { Cores = Math.Max(0, _cores[worker]), MemoryBytes = _memory[worker] };
        if (!Allows(worker, vertex)) return $"{now}, and it is not among those that may run it";
        if (_tasks[worker] >= _maxTasks) return $"{now}, and its {Amounts.Tasks(_tasks[worker])} are as many as the graph allows";
        if (TasksOf(worker, vertex) >= vertex.Constraints.MaxTasksPerWorker) return $"{now}, and it runs as many tasks of '{vertex.Name}' as are allowed";
        return $"{now}";
    }

    private bool[] AllowedOf(TaskConstraints asked)
    {
        HashSet<int>? onNodes = asked.Nodes is { } nodes ? [.. nodes.SelectMany(_resources.WorkersOf)] : null;
        bool[] allowed = new bool[_tasks.Length];
        for (int worker = 0; worker < allowed.Length; worker++) allowed[worker] = asked.Workers?.Contains(worker) != false && onNodes?.Contains(worker) != false;
        return allowed;
    }
}
