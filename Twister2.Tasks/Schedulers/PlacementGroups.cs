namespace Twister2.Tasks;

/// <summary>Which vertices of a graph have to have their tasks on the same workers: those that share named data, and those whose input stays in place.</summary>
internal sealed class PlacementGroups
{
    private readonly Dictionary<string, List<Vertex>> _groups = [];

    public PlacementGroups(ComputeGraph graph) : this(graph.Vertices)
    {
        foreach (Edge edge in graph.Edges)
            if (edge.StaysInPlace) Join(graph.Vertex(edge.Inputs[0].From), graph.Vertex(edge.To));
        Dictionary<string, Vertex> ofData = [];
        foreach (Vertex vertex in graph.Vertices)
            foreach (string name in TaskSchedulePlan.DataOf(vertex))
                if (!ofData.TryAdd(name, vertex)) Join(ofData[name], vertex);
    }

    public PlacementGroups(IReadOnlyList<Vertex> vertices)
    {
        foreach (Vertex vertex in vertices) _groups[vertex.Name] = [vertex];
    }

    /// <summary>The vertex and all that are together with it.</summary>
    public IReadOnlyList<Vertex> With(Vertex vertex) => _groups[vertex.Name];

    public bool AreTogether(Vertex a, Vertex b) => _groups[a.Name] == _groups[b.Name];

    private void Join(Vertex a, Vertex b)
    {
        if (AreTogether(a, b)) return;
        List<Vertex> joined = [.. _groups[a.Name], .. _groups[b.Name]];
        foreach (Vertex vertex in joined) _groups[vertex.Name] = joined;
    }
}
