using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>The stages of a graph on this worker: what its vertices and edges have done, in all runs together.</summary>
internal sealed class GraphStages
{
    private readonly StageLedgers _stages;
    private readonly ExecutionPlan _plan;
    private readonly Dictionary<string, StageLedger> _vertices = [];
    private readonly StageLedger[][] _sources;

    public GraphStages(DataflowEnvironment env, ExecutionPlan plan)
    {
        (_stages, _plan) = (env.Stages, plan);
        ComputeGraph graph = plan.Graph;
        foreach (Vertex vertex in graph.Levels.SelectMany(static level => level)) _vertices[vertex.Name] = _stages.Named(graph.Name, vertex.Name, KindOf(vertex.Kind), vertex.Parallelism);
        _sources = [.. graph.Edges.Select(edge => edge.Inputs.Select(input => Of(input.From)).ToArray())];
    }

    /// <summary>The stage of a vertex.</summary>
    public StageLedger Of(string vertex) => _vertices[vertex];

    /// <summary>The graph is run once more.</summary>
    public void Begin()
    {
        foreach (StageLedger stage in _vertices.Values) stage.Begin(0);
        foreach (PlannedTask task in _plan.Tasks) Of(task.Vertex.Name).BeginTask();
    }

    /// <summary>Opens the operator of an edge as a stage of its own.</summary>
    public EdgeRun Open(int edge, Func<EdgeOperator> open)
    {
        StagePlace before = _stages.Place;
        _stages.Place = _stages.Run(_plan.Graph.Name, _plan.Graph.Edges[edge].Name, _sources[edge]);
        try
        {
            EdgeOperator operation = open();
            Of(_plan.Graph.Edges[edge].To).ReadsFrom([operation.Operation.Stage]);
            return new EdgeRun(operation);
        }
        finally
        {
            _stages.Place = before;
        }
    }

    private static string KindOf(VertexKind kind) => kind switch
    {
        VertexKind.Source => "source",
        VertexKind.Sink => "sink",
        _ => "compute",
    };
}
