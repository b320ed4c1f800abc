using System.Runtime.CompilerServices;

namespace Twister2.Examples.PageRank;

/// <summary>The links to a range of vertices, grouped by the vertex that they lead to: rows of a sparse matrix; with room for what all vertices give, which stays from step to step.</summary>
internal sealed class InLinks : IDisposable
{
    // The links to vertex First + i begin at _begin[i] of _from.
    private readonly HugeArray<int> _begin;
    private readonly HugeArray<int> _from;
    private readonly HugeArray<double> _given;

    /// <summary>Groups links. All lead to one of <paramref name="count"/> vertices, of which <paramref name="first"/> is the first, and come from one of <paramref name="vertices"/>.</summary>
    // Few calls do all the work, so each loop is compiled for this processor at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public InLinks(int first, int count, int vertices, LinkBlocks links)
    {
        _begin = new HugeArray<int>(count + 2);
        _given = new HugeArray<double>(vertices);
        Count = count;
        // Counted one place behind, summed up, and moved on by one place as links are put in.
        Span<int> begin = _begin.Values;
        begin.Clear();
        for (int block = 0; block < links.Count; block++)
            foreach (Link link in links[block]) begin[link.To - first + 2]++;
        for (int i = 2; i < begin.Length; i++) begin[i] = checked(begin[i] + begin[i - 1]);
        _from = new HugeArray<int>(begin[^1]);
        Span<int> from = _from.Values;
        for (int block = 0; block < links.Count; block++)
            foreach (Link link in links[block]) from[begin[link.To - first + 1]++] = link.From;
    }

    /// <summary>How many vertices the links lead to.</summary>
    public int Count { get; }

    /// <summary>What each vertex of the whole graph gives to each of its links.</summary>
    public Span<double> Given => _given.Values;

    /// <summary>How many of these links each vertex of the whole graph gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] CountByOrigin()
    {
        int[] counts = new int[Given.Length];
        foreach (int from in _from.Values) counts[from]++;
        return counts;
    }

    /// <summary>For each vertex from <paramref name="start"/> on, the sum of what it is <see cref="Given"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(int start, Span<double> sums)
    {
        ReadOnlySpan<int> begin = _begin.Values.Slice(start, sums.Length + 1), from = _from.Values;
        ReadOnlySpan<double> given = _given.Values;
        for (int i = 0; i < sums.Length; i++)
        {
            double sum = 0;
            foreach (int vertex in from[begin[i]..begin[i + 1]]) sum += given[vertex];
            sums[i] = sum;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _from.Dispose();
        _given.Dispose();
    }
}
