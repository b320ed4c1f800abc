namespace Twister2.Tasks;

/// <summary>Puts each vertex one level behind the last of those that it gets records from.</summary>
internal static class GraphLevels
{
    public static IReadOnlyList<IReadOnlyList<Vertex>> Of(IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges)
    {
        (string From, string To)[] ways = [.. edges.SelectMany(edge => edge.Inputs.Select(input => (input.From, edge.To)))];
        ILookup<string, string> next = ways.ToLookup(way => way.From, way => way.To);
        Dictionary<string, int> open = vertices.ToDictionary(vertex => vertex.Name, vertex => ways.Count(way => way.To == vertex.Name));
        Dictionary<string, int> levels = vertices.ToDictionary(vertex => vertex.Name, _ => 0);
        Queue<string> ready = new(vertices.Where(vertex => open[vertex.Name] == 0).Select(vertex => vertex.Name));
        while (ready.TryDequeue(out string? at))
        {
            foreach (string to in next[at])
            {
                levels[to] = Math.Max(levels[to], levels[at] + 1);
                if (--open[to] == 0) ready.Enqueue(to);
            }
        }
        return [.. vertices.GroupBy(vertex => levels[vertex.Name]).OrderBy(level => level.Key).Select(level => (IReadOnlyList<Vertex>)[.. level])];
    }
}
