namespace Twister2.Tasks;

/// <summary>Puts each vertex one level behind the last of those that it gets records from.</summary>
internal static class GraphLevels
{
    public static IReadOnlyList<IReadOnlyList<Vertex>> Of(IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges)
    {
        ILookup<string, Way> next = Way.Of(edges);
        Dictionary<string, int> open = [], levelOf = [];
        foreach (Vertex vertex in vertices) (open[vertex.Name], levelOf[vertex.Name]) = (0, 0);
        foreach (Way way in next.SelectMany(ways => ways)) open[way.To]++;
        Queue<string> ready = new(vertices.Where(vertex => open[vertex.Name] == 0).Select(vertex => vertex.Name));
        while (ready.TryDequeue(out string? at))
        {
            foreach (Way way in next[at])
            {
                levelOf[way.To] = Math.Max(levelOf[way.To], levelOf[at] + 1);
                if (--open[way.To] == 0) ready.Enqueue(way.To);
            }
        }
        List<List<Vertex>> levels = [];
        foreach (Vertex vertex in vertices)
        {
            while (levels.Count <= levelOf[vertex.Name]) levels.Add([]);
            levels[levelOf[vertex.Name]].Add(vertex);
        }
        return levels;
    }
}

/// <summary>From a vertex to one that gets records from it.</summary>
internal sealed record Way(string From, string To)
{
    /// <summary>All ways, by where they begin.</summary>
    public static ILookup<string, Way> Of(IReadOnlyList<Edge> edges) => edges.SelectMany(edge => edge.Inputs.Select(input => new Way(input.From, edge.To))).ToLookup(way => way.From);
}
