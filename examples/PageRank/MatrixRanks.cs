using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>
/// The fast way: each task keeps the links to its range of the vertices as rows of a sparse matrix; ranks go round as plain numbers in the order of the vertices. A step moves each rank once to each worker.
/// </summary>
internal static class MatrixRanks
{
    /// <summary>All ranks after some steps: number v is that of vertex v.</summary>
    public static PersistedTSet<double> Compute(TSet<Link> links, int vertices, int parallelism, int steps, double damping)
    {
        TSet<InLinks> rows = links.Partition(link => OwnerOf(link.To, vertices, parallelism)).Compute(() => new GroupLinks(vertices)).Cache();
        int[] counts = rows.Map(mine => mine.CountByOrigin()).AllReduce([], Add);
        Ranking ranking = new(counts, damping);

        PersistedTSet<double> ranks = rows.Compute(() => new FirstRanks(vertices)).Persist();
        for (int step = 0; step < steps; step++)
        {
            PersistedTSet<double> next = rows.Compute(() => new RankStep(ranking)).AddInput(RankStep.Ranks, ranks.AllGather()).Persist();
            next.Count(); // An action, so that what this step needs of the one before can go.
            ranks.Dispose();
            ranks = next;
        }
        rows.ForEach(static mine => mine.Dispose());
        return ranks;
    }

    /// <summary>The task with the vertex in its range: the inverse of <see cref="Series.Share"/>.</summary>
    public static int OwnerOf(int vertex, int vertices, int tasks) => (int)(((long)(vertex + 1) * tasks - 1) / vertices);

    /// <summary>Adds vectors; the empty one is nothing.</summary>
    private static int[] Add(int[] sums, int[] more)
    {
        if (sums.Length == 0) return more;
        for (int i = 0; i < more.Length; i++) sums[i] += more[i];
        return sums;
    }

    /// <summary>Everybody has the same rank before the first step.</summary>
    private sealed class FirstRanks(int vertices) : ComputeFunction<InLinks, double>
    {
        public override void Compute(ReadOnlySpan<InLinks> links, RecordCollector<double> output)
        {
            foreach (InLinks rows in links)
                for (int i = 0; i < rows.Count; i++) output.Add(1.0 / vertices);
        }
    }
}
