namespace Twister2.Tasks;

/// <summary>All that may be wrong with an edge.</summary>
internal static class EdgeChecks
{
    public static IEnumerable<string> ErrorsOf(Edge edge, Dictionary<string, Vertex> vertices, OperationMode mode)
    {
        foreach (EdgeInput input in edge.Inputs)
            if (OfInput(edge, input, vertices) is { } error) yield return error;
        if (OfTypes(edge) is { } types) yield return types;
        if (mode == OperationMode.Streaming && edge.Shape.IsBatchOnly)
            yield return $"Edge {edge}: {edge.Operator} needs all records before it gives any, and a stream has no end. Build the graph in {nameof(OperationMode)}.{nameof(OperationMode.Batch)}, or use another operator.";
        if (mode == OperationMode.Batch && edge.IsPipe && !edge.IsSide && vertices.TryGetValue(edge.To, out Vertex? to) && to.SideType is not null)
            yield return $"Edge {edge}: a pipe delivers at once, and in a batch '{edge.To}' is to have everything on its side first. Use {nameof(ComputeConnection<>.Direct)}.";
        if (edge.Inputs.Count > 0 && vertices.TryGetValue(edge.Inputs[0].From, out Vertex? from) && OfParallelism(edge, from, vertices[edge.To]) is { } parallelism) yield return parallelism;
    }

    private static string? OfInput(Edge edge, EdgeInput input, Dictionary<string, Vertex> vertices)
    {
        string side = edge.Inputs.Count == 2 ? (edge.Inputs[0] == input ? "left " : "right ") : "";
        if (input.From.Length == 0) return $"Edge {edge} has no {side}input: name the vertex that it takes records from.";
        if (!vertices.TryGetValue(input.From, out Vertex? from)) return $"Edge {edge}: there is no vertex '{input.From}' for its {side}input. There are {Names.List(vertices.Keys)}.";
        if (from.Kind == VertexKind.Sink) return $"Edge {edge}: '{from.Name}' is a sink and writes nothing. Add it with AddCompute to have it write records.";
        if (from.OutputTypes.Contains(input.RecordType)) return null;
        return $"Edge {edge}: its {side}input is {Names.Of(input.RecordType)}, and vertex '{from.Name}' writes {string.Join(", ", from.OutputTypes.Select(Names.Of))}."
            + $" Change one of them, or the operator; if the task writes both, say AlsoWrites<{Names.Of(input.RecordType)}>().";
    }

    private static string? OfTypes(Edge edge)
    {
        try
        {
            edge.Shape.CheckTypes();
            return null;
        }
        catch (NotSupportedException e)
        {
            return $"Edge {edge}: {e.Message}";
        }
    }

    private static string? OfParallelism(Edge edge, Vertex from, Vertex to) => edge.Shape.Tasks switch
    {
        EdgeTasks.Pairs when from.Parallelism != to.Parallelism =>
            $"Edge {edge}: {edge.Operator} connects task i to task i, so '{from.Name}', which has {Amounts.Tasks(from.Parallelism)}, and '{to.Name}', which has {to.Parallelism}, need the same parallelism.",
        EdgeTasks.OneSource when from.Parallelism != 1 =>
            $"Edge {edge}: {edge.Operator} takes the records of one task; '{from.Name}' has {from.Parallelism}. Give it a parallelism of 1, or use Partition.",
        EdgeTasks.OneTarget when to.Parallelism != 1 =>
            $"Edge {edge}: {edge.Operator} delivers to one task; '{to.Name}' has {to.Parallelism}. Give it a parallelism of 1{(OfAll(edge.Operator) is { } all ? $", or use {all} for all tasks to have the result" : "")}.",
        _ => null,
    };

    private static string? OfAll(string name) => name switch
    {
        "Reduce" => "AllReduce",
        "Gather" => "AllGather",
        "Merge" => "Sort",
        _ => null,
    };
}
