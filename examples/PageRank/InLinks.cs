namespace Twister2.Examples.PageRank;

/// <summary>The links to a range of vertices, grouped by the vertex that they lead to: rows of a sparse matrix.</summary>
internal sealed class InLinks
{
    // The links to vertex First + i begin at _begin[i] of _from.
    private readonly int[] _begin;
    private readonly int[] _from;

    private InLinks(int first, int[] begin, int[] from) => (First, _begin, _from) = (first, begin, from);

    /// <summary>The first vertex.</summary>
    public int First { get; }

    /// <summary>How many vertices there are.</summary>
    public int Count => _begin.Length - 1;

    /// <summary>Groups links. All lead to one of <paramref name="count"/> vertices, of which <paramref name="first"/> is the first.</summary>
    public static InLinks Of(int first, int count, LinkBlocks links)
    {
        // Counted one place behind, summed up, and moved on by one place as links are put in.
        int[] begin = new int[count + 2];
        foreach (ReadOnlyMemory<Link> block in links.All())
            foreach (Link link in block.Span) begin[link.To - first + 2]++;
        for (int i = 2; i < begin.Length; i++) begin[i] = checked(begin[i] + begin[i - 1]);
        int[] from = GC.AllocateUninitializedArray<int>(begin[^1]);
        foreach (ReadOnlyMemory<Link> block in links.All())
            foreach (Link link in block.Span) from[begin[link.To - first + 1]++] = link.From;
        return new InLinks(first, begin[..^1], from);
    }

    /// <summary>How many of these links each vertex of the whole graph gives.</summary>
    public int[] CountByOrigin(int vertices)
    {
        int[] counts = new int[vertices];
        foreach (int from in _from) counts[from]++;
        return counts;
    }

    /// <summary>For each vertex from <paramref name="start"/> on, the sum of what the vertices give that link to it.</summary>
    public void Sum(int start, ReadOnlySpan<double> given, Span<double> sums)
    {
        int begin = _begin[start];
        for (int i = 0; i < sums.Length; i++)
        {
            int end = _begin[start + i + 1];
            double sum = 0;
            foreach (int from in _from.AsSpan(begin, end - begin)) sum += given[from];
            sums[i] = sum;
            begin = end;
        }
    }
}
