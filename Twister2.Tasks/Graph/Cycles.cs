namespace Twister2.Tasks;

/// <summary>Finds ways that lead back to where they began.</summary>
internal static class Cycles
{
    /// <summary>A cycle through each set of vertices that lead to each other, as <c>a, b, a</c>.</summary>
    public static IEnumerable<List<string>> In(IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges)
    {
        ILookup<string, string> next = edges.SelectMany(edge => edge.Inputs.Select(input => (input.From, edge.To))).ToLookup(pair => pair.From, pair => pair.To);
        HashSet<string> told = [];
        foreach (Vertex vertex in vertices)
        {
            if (told.Contains(vertex.Name) || ShortestBack(vertex.Name, next) is not { } cycle || cycle.Any(told.Contains)) continue;
            told.UnionWith(cycle);
            yield return cycle;
        }
    }

    private static List<string>? ShortestBack(string start, ILookup<string, string> next)
    {
        Dictionary<string, string> before = [];
        Queue<string> queue = new([start]);
        while (queue.TryDequeue(out string? at))
        {
            foreach (string to in next[at])
            {
                if (!before.TryAdd(to, at)) continue;
                if (to == start) return Way(start, before);
                queue.Enqueue(to);
            }
        }
        return null;
    }

    private static List<string> Way(string start, Dictionary<string, string> before)
    {
        List<string> way = [start];
        for (string at = before[start]; at != start; at = before[at]) way.Add(at);
        way.Add(start);
        way.Reverse();
        return way;
    }
}
