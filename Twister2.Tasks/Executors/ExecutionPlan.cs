using System.Text;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What one worker does in a run of a graph: made once, used in every run. Twister2's <c>ExecutionPlan</c>.</summary>
public sealed class ExecutionPlan
{
    internal ExecutionPlan(ComputeGraph graph, TaskSchedulePlan schedule, int worker, int threads)
    {
        schedule.Check(graph);
        (Graph, Schedule, Worker, Threads) = (graph, schedule, worker, threads);
        Edge[] edges = [.. graph.Edges];
        LogicalPlans = [.. edges.Select(schedule.LogicalPlansOf)];
        Tasks = [.. graph.Levels.SelectMany(level => level).SelectMany(vertex => TasksOf(vertex, edges))];
        HasPipes = edges.Any(edge => edge.IsPipe);
    }

    /// <summary>The graph.</summary>
    public ComputeGraph Graph { get; }

    /// <summary>Which worker runs which task.</summary>
    public TaskSchedulePlan Schedule { get; }

    /// <summary>The worker.</summary>
    public int Worker { get; }

    /// <summary>Threads of the worker that run its tasks.</summary>
    public int Threads { get; }

    /// <summary>For each edge, which worker runs which task of each of its inputs.</summary>
    internal LogicalPlan[][] LogicalPlans { get; }

    /// <summary>The tasks of this worker, those of the first level first.</summary>
    internal PlannedTask[] Tasks { get; }

    internal bool HasPipes { get; }

    /// <summary>What is counted for each vertex and each edge over all runs; made with the first.</summary>
    internal GraphStages? Stages { get; set; }

    /// <summary>The tasks of the worker by level, and the edges in the order in which all workers open them.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"Graph '{Graph.Name}' on worker {Worker} of {Schedule.WorkerCount}, {Threads} {(Threads == 1 ? "thread" : "threads")}");
        for (int level = 0; level < Graph.Levels.Count; level++)
        {
            string[] tasks = [.. Graph.Levels[level].Where(vertex => TasksHere(vertex).Length > 0).Select(vertex => $"{vertex.Name} {string.Join(' ', TasksHere(vertex))}")];
            text.Append($"\nlevel {level}: {(tasks.Length == 0 ? "nothing here" : string.Join("; ", tasks))}");
        }
        foreach (Edge edge in Graph.Edges) text.Append($"\nedge {edge}");
        return text.Append('\n').ToString();
    }

    private IEnumerable<PlannedTask> TasksOf(Vertex vertex, Edge[] edges)
    {
        Edge[] inEdges = [.. Graph.InEdges(vertex.Name)];
        int[] inputs = Array.ConvertAll(inEdges, edge => Array.IndexOf(edges, edge));
        List<PlannedOutput> outputs = [];
        for (int e = 0; e < edges.Length; e++)
        {
            for (int i = 0; i < edges[e].Inputs.Count; i++)
                if (edges[e].Inputs[i].From == vertex.Name) outputs.Add(new(e, i, edges[e].Shape.Length));
        }
        int together = TogetherOf(outputs);
        return TasksHere(vertex).Select(task => new PlannedTask(vertex, task, inputs, [.. outputs], inEdges.Any(edge => edge.IsPipe), together));
    }

    /// <summary>The smallest number of records that is whole vectors on all edges; very long vectors are added as spans, which stay together by themselves.</summary>
    private static int TogetherOf(List<PlannedOutput> outputs)
    {
        const long Longest = 1 << 16;
        long together = 1;
        foreach (PlannedOutput output in outputs)
        {
            together = together / CommonDivisor(together, output.Length) * output.Length;
            if (together > Longest) return 1;
        }
        return (int)together;
    }

    private static long CommonDivisor(long a, long b) => b == 0 ? a : CommonDivisor(b, a % b);

    private int[] TasksHere(Vertex vertex)
    {
        IReadOnlyList<int> workers = Schedule.WorkersOf(vertex.Name);
        List<int> here = [];
        for (int task = 0; task < workers.Count; task++)
            if (workers[task] == Worker) here.Add(task);
        return [.. here];
    }
}

/// <summary>A task of this worker.</summary>
/// <param name="Vertex">Its vertex.</param>
/// <param name="Task">Its index.</param>
/// <param name="Inputs">The edges that deliver to it, by their index, in the order of delivering.</param>
/// <param name="Outputs">The edges that it writes to.</param>
/// <param name="HasPipe">Whether one of the edges is a pipe.</param>
/// <param name="Together">How many records that it writes one by one have to stay together.</param>
internal sealed record PlannedTask(Vertex Vertex, int Task, int[] Inputs, PlannedOutput[] Outputs, bool HasPipe, int Together);

/// <summary>What a task writes to.</summary>
/// <param name="Edge">The edge, by its index.</param>
/// <param name="Input">Which of its inputs the task is.</param>
/// <param name="Length">How many records the edge needs together.</param>
internal sealed record PlannedOutput(int Edge, int Input, int Length);
