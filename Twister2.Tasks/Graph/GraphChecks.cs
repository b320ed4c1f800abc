namespace Twister2.Tasks;

/// <summary>All that may be wrong with a graph: each error names the vertex and the edge, and says what to do.</summary>
internal static class GraphChecks
{
    public static List<string> ErrorsOf(IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges, GraphConstraints constraints, OperationMode mode)
    {
        List<string> errors = [];
        Dictionary<string, Vertex> known = [];
        foreach (Vertex vertex in vertices) known.TryAdd(vertex.Name, vertex);
        errors.AddRange(Duplicates(vertices.Select(vertex => vertex.Name), "vertices", "Each needs a name of its own."));
        errors.AddRange(Duplicates(edges.Select(edge => edge.Name), "edges", "Give them names: via: \"…\"."));
        if (!vertices.Any(vertex => vertex.Kind == VertexKind.Source)) errors.Add("There is no source: add one with AddSource.");
        if (constraints.MaxTasksPerWorker < 1) errors.Add($"The graph allows {constraints.MaxTasksPerWorker} tasks per worker; it must be 1 or more.");
        foreach (Vertex vertex in vertices) errors.AddRange(OfVertex(vertex, edges));
        foreach (Edge edge in edges) errors.AddRange(EdgeChecks.ErrorsOf(edge, known, mode));
        errors.AddRange(DataChecks(vertices));
        errors.AddRange(Cycles.In(vertices, edges).Select(cycle => $"There is a cycle: {string.Join(" → ", cycle)}. A graph has none; to repeat a step, run a graph several times and hand its result on as named data."));
        return errors;
    }

    private static IEnumerable<string> Duplicates(IEnumerable<string> names, string what, string advice) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{group.Count()} {what} are called '{group.Key}'. {advice}");

    private static IEnumerable<string> OfVertex(Vertex vertex, IReadOnlyList<Edge> edges)
    {
        if (vertex.Parallelism < 1) yield return $"Vertex '{vertex.Name}' has a parallelism of {vertex.Parallelism}; it must be 1 or more.";
        if (vertex.InputType is { } type && !edges.Any(edge => edge.To == vertex.Name && !edge.IsSide))
            yield return $"Vertex '{vertex.Name}' gets no records: connect it to a vertex that writes {Names.Of(type)}.";
        if (vertex.SideType is { } side && !edges.Any(edge => edge.To == vertex.Name && edge.IsSide))
            yield return $"The side of vertex '{vertex.Name}' gets no records: connect its Side to a vertex that writes {Names.Of(side)}.";
        bool isRead = edges.Any(edge => edge.Inputs.Any(input => input.From == vertex.Name));
        if (vertex.Kind != VertexKind.Sink && !isRead && vertex.Outputs.Count == 0)
            yield return $"Nobody takes what {(vertex.Kind == VertexKind.Source ? "source" : "vertex")} '{vertex.Name}' writes: connect it to a vertex or a sink, or leave it out.";
        foreach (string error in OfConstraints(vertex)) yield return error;
    }

    private static IEnumerable<string> OfConstraints(Vertex vertex)
    {
        TaskConstraints asked = vertex.Constraints;
        if (!(asked.Cores >= 0) || double.IsInfinity(asked.Cores)) yield return $"Vertex '{vertex.Name}' asks for {asked.Cores} cores per task; it must be 0 or more.";
        if (asked.MemoryBytes < 0) yield return $"Vertex '{vertex.Name}' asks for {asked.MemoryBytes} bytes per task; it must be 0 or more.";
        if (asked.MaxTasksPerWorker < 1) yield return $"Vertex '{vertex.Name}' allows {asked.MaxTasksPerWorker} tasks per worker; it must be 1 or more.";
        if (asked.Workers is { Count: 0 }) yield return $"Vertex '{vertex.Name}' may run on no worker: leave its Workers out, or name some.";
        if (asked.Nodes is { Count: 0 }) yield return $"Vertex '{vertex.Name}' may run on no node: leave its Nodes out, or name some.";
    }

    private static IEnumerable<string> DataChecks(IReadOnlyList<Vertex> vertices)
    {
        foreach (IGrouping<string, DataAt> group in vertices.SelectMany(vertex => vertex.Outputs.Select(data => new DataAt(data, vertex))).GroupBy(at => at.Data.Name))
            if (group.Count() > 1) yield return $"Vertices {Names.List(group.Select(at => at.Vertex.Name))} all give data '{group.Key}'; one of them can.";
        foreach (IGrouping<string, DataAt> group in vertices.SelectMany(vertex => vertex.Inputs.Concat(vertex.Outputs).Select(data => new DataAt(data, vertex))).GroupBy(at => at.Data.Name))
        {
            DataAt first = group.First();
            if (group.Any(at => at.Data.Type != first.Data.Type))
                yield return $"Data '{group.Key}' has several types: {string.Join(", ", group.Select(at => $"{Names.Of(at.Data.Type)} at '{at.Vertex.Name}'"))}. It needs one.";
            if (group.Any(at => at.Vertex.Parallelism != first.Vertex.Parallelism))
                yield return $"Data '{group.Key}' has a part for each task, so its vertices need the same parallelism: {string.Join(", ", group.Select(at => $"'{at.Vertex.Name}' has {at.Vertex.Parallelism}"))}.";
        }
    }

    // A class, as all that LINQ is given where graphs are built and planned: of structs that are not of this library each process would compile every method that takes them, which takes longer than the checks.
    private sealed record DataAt(NamedData Data, Vertex Vertex);
}
