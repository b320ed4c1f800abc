using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>One run of a batch graph on one worker: makes its tasks and operators, has the threads run them, and ends all of them, also where something fails.</summary>
internal sealed class BatchRun
{
    private readonly DataflowEnvironment _env;
    private readonly ExecutionPlan _plan;
    private readonly WorkerGate _gate;
    private readonly RunFailure _failure;
    private readonly List<EdgeRun> _edges = [];
    private readonly List<TaskRun> _tasks = [];
    private readonly Dictionary<string, TaskRun?[]> _ofVertex = [];

    public BatchRun(DataflowEnvironment env, ExecutionPlan plan, WorkerGate gate, CancellationToken cancellation)
    {
        (_env, _plan, _gate) = (env, plan, gate);
        _failure = new RunFailure(env.Logger, cancellation);
        gate.Run = _failure;
    }

    /// <summary>Runs the graph with this thread, and with those of the pool if there is one.</summary>
    public void Run(NamedDataTable data, WorkerThreads? threads)
    {
        _env.Engine.CheckStop = _gate.Check;
        try
        {
            RunTasks(data, threads);
        }
        catch (Exception e)
        {
            _failure.Set(e);
        }
        _env.Engine.CheckStop = null;
        Close();
        if (!_failure.Stop.IsCancellationRequested)
            foreach (TaskRun task in _tasks) Keep(task, data);
        foreach (IDataPartition partition in _tasks.SelectMany(task => task.Instance.Context.Partitions))
            if (!data.Has(partition)) partition.Dispose();
        _failure.ThrowIfAny();
    }

    private void RunTasks(NamedDataTable data, WorkerThreads? threads)
    {
        _gate.Check();
        GraphStages stages = _plan.Stages ??= new GraphStages(_env, _plan);
        stages.Begin();
        EdgeRun[] edges = new EdgeRun[_plan.LogicalPlans.Length];
        foreach (PlannedTask task in _plan.Tasks) Add(new TaskRun(NewInstance(task, data, stages.Of(task.Vertex.Name)), task, edges, _gate));
        for (int i = 0; i < edges.Length; i++) _edges.Add(edges[i] = Open(stages, i));
        foreach (TaskRun task in _tasks) Connect(task, edges);
        if (_plan.HasPipes)
        {
            // What a pipe brings comes at once, on whatever worker makes progress: all tasks of all workers have to be ready for it.
            foreach (TaskRun task in _tasks) task.Prepare();
            _env.Barrier();
        }
        new TaskQueue(_env, _gate, _failure, threads, _tasks, edges).Work();
        threads?.Join();
    }

    private TaskInstance NewInstance(PlannedTask planned, NamedDataTable data, StageLedger stage)
    {
        (Vertex vertex, int task) = (planned.Vertex, planned.Task);
        TaskOutputs outputs = new((_env.Options.ChunkRecords + planned.Together - 1) / planned.Together * planned.Together, isWhole: planned.Together > 1, stage);
        TaskContext context = new(new TaskPlace(_plan.Graph, task, _env, _gate), vertex, outputs, data.InputsOf(_plan.Graph, vertex, task), _failure.Stop);
        try
        {
            TaskInstance instance = vertex.NewInstance(context, outputs, _gate, planned.HasPipe);
            (instance.Stage, instance.Trace) = (stage, _env.Trace);
            return instance;
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"Graph '{_plan.Graph.Name}': worker {_env.Worker}, task {task} of '{vertex.Name}' ({vertex.Parallelism} in all)", "making it", e);
        }
    }

    private void Add(TaskRun task)
    {
        _tasks.Add(task);
        Vertex vertex = task.Planned.Vertex;
        if (!_ofVertex.TryGetValue(vertex.Name, out TaskRun?[]? ofVertex)) _ofVertex.Add(vertex.Name, ofVertex = new TaskRun?[vertex.Parallelism]);
        ofVertex[task.Planned.Task] = task;
    }

    private EdgeRun Open(GraphStages stages, int index)
    {
        Edge edge = _plan.Graph.Edges[index];
        return stages.Open(index, () => edge.Open(_env, _plan.LogicalPlans[index], target => _ofVertex[edge.To][target]!.Instance));
    }

    private void Connect(TaskRun task, EdgeRun[] edges)
    {
        foreach (int edge in task.Planned.Inputs) edges[edge].AddTarget(task);
        foreach (PlannedOutput output in task.Planned.Outputs)
            _plan.Graph.Edges[output.Edge].Inputs[output.Input].Connect(task.Instance.Outputs, edges[output.Edge].Operator, output.Input, task.Planned.Task, _gate);
    }

    private void Close()
    {
        foreach (TaskRun task in _tasks) Try(task.Close);
        foreach (EdgeRun edge in _edges) Try(edge.Dispose);
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            _failure.Set(e);
        }
    }

    /// <summary>What the task has given stays here; what it has not given this time is not there any more.</summary>
    private static void Keep(TaskRun task, NamedDataTable data)
    {
        foreach (NamedData output in task.Planned.Vertex.Outputs)
        {
            if (task.Instance.Context.Results.TryGetValue(output.Name, out object? value)) data.Set(output.Name, task.Planned.Task, value);
            else data.Remove(output.Name, task.Planned.Task);
        }
    }
}
