using System.Runtime.CompilerServices;

namespace Twister2.Examples.PageRank;

/// <summary>The links to a range of vertices, grouped by the vertex that they lead to: rows of a sparse matrix; with room for what all vertices give, which stays from step to step.</summary>
internal sealed unsafe class InLinks : IDisposable
{
    // The links to vertex First + i begin at _begin[i] of _from.
    private readonly HugeArray<int> _begin;
    private readonly HugeArray<int> _from;
    private readonly HugeArray<double> _given;

    /// <summary>Groups links. All lead to one of <paramref name="count"/> vertices, of which <paramref name="first"/> is the first, and come from one of <paramref name="vertices"/>.</summary>
    public InLinks(int first, int count, int vertices, LinkBuckets links)
    {
        _begin = new HugeArray<int>(count + 2);
        _from = new HugeArray<int>(links.Links);
        _given = new HugeArray<double>(vertices);
        Count = count;
        // Counted one place behind, summed up, and moved on by one place as links are put in.
        Span<int> begin = _begin.Values;
        begin.Clear();
        for (int bucket = 0; bucket < links.Count; bucket++)
        {
            int at = LinkBuckets.FirstVertexOf(bucket), end = Math.Min(LinkBuckets.FirstVertexOf(bucket + 1), count);
            for (int block = 0; block < links.BlocksOf(bucket); block++) CountRows(links.Block(bucket, block), first, begin);
            for (int i = at; i < end; i++) begin[i + 2] += begin[i + 1];
            for (int block = 0; block < links.BlocksOf(bucket); block++) Put(links.Block(bucket, block), first, begin);
        }
    }

    /// <summary>How many vertices the links lead to.</summary>
    public int Count { get; }

    /// <summary>What each vertex of the whole graph gives to each of its links.</summary>
    public Span<double> Given => _given.Values;

    /// <summary>How many of these links each vertex of the whole graph gives.</summary>
    // Few calls do all the work, so each loop is compiled for this processor at once.
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
        // Origins were looked at when the links were put here, so that none needs a check in each step.
        fixed (int* begin = _begin.Values.Slice(start, sums.Length + 1), from = _from.Values)
        fixed (double* given = _given.Values)
        {
            int* link = from + begin[0];
            for (int i = 0; i < sums.Length; i++)
            {
                double sum = 0;
                for (int* end = from + begin[i + 1]; link < end; link++) sum += given[*link];
                sums[i] = sum;
            }
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _from.Dispose();
        _given.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountRows(ReadOnlySpan<Link> links, int first, Span<int> begin)
    {
        foreach (Link link in links) begin[link.To - first + 2]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Put(ReadOnlySpan<Link> links, int first, Span<int> begin)
    {
        Span<int> from = _from.Values;
        int vertices = _given.Values.Length;
        foreach (Link link in links)
        {
            if ((uint)link.From >= (uint)vertices) throw new ArgumentOutOfRangeException(nameof(links), $"A link from vertex {link.From}; there are {vertices}.");
            from[begin[link.To - first + 1]++] = link.From;
        }
    }
}
