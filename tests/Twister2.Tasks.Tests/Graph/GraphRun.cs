namespace Twister2.Tasks.Tests;

/// <summary>Runs a batch graph in the simplest way, on one thread, level by level: what is built into the model must be enough for that.</summary>
internal sealed class GraphRun(DataflowEnvironment env, ComputeGraph graph, TaskSchedulePlan plan)
{
    private readonly Dictionary<(string Vertex, int Task), TaskInstance> _tasks = [];
    private readonly Dictionary<string, EdgeOperator> _edges = [];

    /// <summary>What tasks of this worker have set, by name and task.</summary>
    public Dictionary<(string Name, int Task), object?> Data { get; } = [];

    public GraphRun Run(IReadOnlyDictionary<(string Name, int Task), object?>? data = null)
    {
        plan.Check(graph);
        foreach ((string vertex, int task) in plan.TasksOf(env.Worker)) _tasks[(vertex, task)] = NewTask(graph.Vertex(vertex), task, data ?? new Dictionary<(string, int), object?>());
        foreach (Edge edge in graph.Edges) Open(edge);
        foreach (TaskInstance task in _tasks.Values) task.Prepare();
        if (graph.Edges.Any(edge => edge.IsPipe)) env.Barrier();
        foreach (IReadOnlyList<Vertex> level in graph.Levels)
        {
            foreach (Vertex vertex in level)
            {
                foreach (Edge edge in graph.InEdges(vertex.Name)) Deliver(edge);
                foreach (int task in TasksOf(vertex.Name)) Complete(vertex, task);
            }
        }
        foreach (TaskInstance task in _tasks.Values) task.Close();
        foreach (EdgeOperator edge in _edges.Values) edge.Dispose();
        return this;
    }

    private TaskInstance NewTask(Vertex vertex, int task, IReadOnlyDictionary<(string Name, int Task), object?> data)
    {
        TaskOutputs outputs = new(env.Options.ChunkRecords);
        Dictionary<string, object?> inputs = vertex.Inputs.ToDictionary(input => input.Name, input => data[(input.Name, task)]);
        return vertex.NewInstance(new TaskContext(new(graph, task, env.Worker, env.WorkerCount), vertex, outputs, inputs, default), outputs);
    }

    private void Open(Edge edge)
    {
        EdgeOperator operation = edge.Open(env, plan, target => _tasks[(edge.To, target)]);
        _edges[edge.Name] = operation;
        for (int input = 0; input < edge.Inputs.Count; input++)
            foreach (int task in TasksOf(edge.Inputs[input].From)) edge.Inputs[input].Connect(_tasks[(edge.Inputs[input].From, task)].Outputs, operation, input, task);
    }

    private void Deliver(Edge edge)
    {
        _edges[edge.Name].Operation.WaitForCompletion();
        _edges[edge.Name].CheckDisk();
        foreach (int target in TasksOf(edge.To)) _edges[edge.Name].Deliver(target);
    }

    private void Complete(Vertex vertex, int task)
    {
        TaskInstance instance = _tasks[(vertex.Name, task)];
        if (vertex.Kind == VertexKind.Source)
            while (instance.Execute()) { }
        instance.End();
        foreach (Edge edge in graph.Edges)
            for (int input = 0; input < edge.Inputs.Count; input++)
                if (edge.Inputs[input].From == vertex.Name) _edges[edge.Name].Finish(input, task);
        foreach ((string name, object? value) in instance.Context.Results) Data[(name, task)] = value;
    }

    private IEnumerable<int> TasksOf(string vertex) => plan.TasksOf(env.Worker).Where(task => task.Vertex == vertex).Select(task => task.Task);
}
