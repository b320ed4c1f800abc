using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// Runs batch graphs on the tasks of one worker with so many threads, one graph after the other. What a graph needs is planned once, and named data stays from one run to the next. Twister2's batch <c>TaskExecutor</c>.
/// </summary>
/// <remarks>Used by one thread at a time. Collective: every worker has one, and executes the same graphs in the same order.</remarks>
public sealed class BatchExecutor : IExecutor
{
    private readonly DataflowEnvironment _env;
    private readonly ITaskScheduler _scheduler;
    private readonly int _threads;
    private readonly WorkerGate _gate;
    private readonly NamedDataTable _data = new();
    private readonly Dictionary<ComputeGraph, ExecutionPlan> _plans = [];
    private ClusterResources? _resources;
    private WorkerThreads? _pool;
    private bool _isDisposed;

    /// <summary>An executor of this worker. Threads start with the first run that has work for them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There would be no thread.</exception>
    /// <exception cref="NotSupportedException">Several threads were asked for, and MPI was initialised below <c>Threading.Serialized</c>.</exception>
    public BatchExecutor(DataflowEnvironment environment, ExecutorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        options ??= new ExecutorOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        ThreadSupport.Check(options.Threads, environment);
        (_env, _threads, _scheduler) = (environment, options.Threads, options.Scheduler ?? new BatchTaskScheduler());
        _gate = new WorkerGate(environment, isShared: _threads > 1);
    }

    /// <inheritdoc/>
    public ExecutionPlan Plan(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_plans.TryGetValue(graph, out ExecutionPlan? plan)) return plan;
        _resources ??= ClusterResources.Gather(_env);
        return Add(graph, _scheduler.Plan(_env, [graph], _resources, [.. _plans.Values.Select(earlier => earlier.Schedule)])[0]);
    }

    /// <summary>Plans graphs together, so that those that share named data find room on the same workers. Collective: every worker must call this in the same order.</summary>
    /// <exception cref="TaskScheduleException">As <see cref="Plan(ComputeGraph)"/>.</exception>
    public void Plan(IReadOnlyList<ComputeGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ComputeGraph[] unknown = [.. graphs.Where(graph => !_plans.ContainsKey(graph)).Distinct()];
        if (unknown.Length == 0) return;
        _resources ??= ClusterResources.Gather(_env);
        IReadOnlyList<TaskSchedulePlan> schedules = _scheduler.Plan(_env, unknown, _resources, [.. _plans.Values.Select(earlier => earlier.Schedule)]);
        for (int i = 0; i < unknown.Length; i++) Add(unknown[i], schedules[i]);
    }

    /// <summary>Takes a schedule that was made before. Every worker must have the same.</summary>
    /// <exception cref="TaskScheduleException">It is not for this graph.</exception>
    public ExecutionPlan Plan(ComputeGraph graph, TaskSchedulePlan schedule)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(schedule);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Add(graph, schedule);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A task takes named data that nobody has set.</exception>
    public void Execute(ComputeGraph graph, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Mode != OperationMode.Batch) throw new NotSupportedException($"Graph '{graph.Name}' is for {graph.Mode}, and {nameof(BatchExecutor)} runs graphs for {OperationMode.Batch}.");
        ExecutionPlan plan = Plan(graph);
        if (_threads > 1 && plan.Tasks.Length > 1) _pool ??= new WorkerThreads(_threads - 1, $"worker {_env.Worker}");
        new BatchRun(_env, plan, _gate, cancellation).Run(_data, _pool);
    }

    /// <summary>What the tasks of this worker have given by a name, by their index; none where nobody has given anything. Twister2's <c>getOutput</c>.</summary>
    /// <exception cref="InvalidCastException">It is of another type.</exception>
    public IReadOnlyDictionary<int, T> GetData<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Dictionary<int, T> parts = [];
        foreach ((int task, object? value) in _data.Of(name)) parts.Add(task, (T)value!);
        return parts;
    }

    /// <summary>Sets a task's part of named data, as a task of an earlier graph would; it counts where a graph has that task on this worker. Twister2's <c>addInput</c>.</summary>
    public void SetData<T>(string name, int task, T value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(task);
        _data.Set(name, task, value);
    }

    /// <summary>Ends the threads, and gives named partitions back.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _pool?.Dispose();
        _pool = null;
        _data.Dispose();
    }

    private ExecutionPlan Add(ComputeGraph graph, TaskSchedulePlan schedule) => _plans[graph] = new ExecutionPlan(graph, schedule, _env.Worker, _threads);
}
