namespace Twister2.Tasks;

/// <summary>Finds ways that lead back to where they began.</summary>
internal static class Cycles
{
    /// <summary>A cycle through each set of vertices that lead to each other, as <c>a, b, a</c>.</summary>
    public static IEnumerable<List<string>> In(IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges)
    {
        ILookup<string, Way> next = Way.Of(edges);
        HashSet<string> told = [];
        foreach (Vertex vertex in vertices)
        {
            if (told.Contains(vertex.Name) || ShortestBack(vertex.Name, next) is not { } cycle || cycle.Any(told.Contains)) continue;
            told.UnionWith(cycle);
            yield return cycle;
        }
    }

    private static List<string>? ShortestBack(string start, ILookup<string, Way> next)
    {
        Dictionary<string, string> before = [];
        Queue<string> queue = new([start]);
        while (queue.TryDequeue(out string? at))
        {
            foreach (Way way in next[at])
            {
                string to = way.To;
                if (!before.TryAdd(to, at)) continue;
                if (to == start) return Path(start, before);
                queue.Enqueue(to);
            }
        }
        return null;
    }

    private static List<string> Path(string start, Dictionary<string, string> before)
    {
        List<string> path = [start];
        for (string at = before[start]; at != start; at = before[at]) path.Add(at);
        path.Add(start);
        path.Reverse();
        return path;
    }
}
