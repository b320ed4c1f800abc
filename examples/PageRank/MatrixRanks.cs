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
        TSet<InLinks> rows = links.Partition(() => new VertexRange.Partitioner(vertices, parallelism)).Compute(() => new GroupLinks(vertices)).Cache();
        int[] counts = rows.Map(mine => mine.CountByOrigin()).AllReduce([], Add);
        Ranking ranking = new(counts, damping);

        TSet<double> mine = rows.Compute(() => new FirstRanks(vertices));
        PersistedTSet<double>? all = null;
        for (int step = 0; step < steps; step++)
        {
            // The gathered ranks stay where they have arrived.
            PersistedTSet<double> next = mine.AllGather().Persist();
            next.Count(); // An action, so that what this step needs of the one before can go.
            all?.Dispose();
            all = next;
            mine = rows.Compute(() => new RankStep(ranking)).AddInput(RankStep.Ranks, next);
        }
        PersistedTSet<double> ranks = mine.Persist();
        ranks.Count();
        all?.Dispose();
        rows.ForEach(static block => block.Dispose());
        return ranks;
    }

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
            double[] same = new double[4096];
            Array.Fill(same, 1.0 / vertices);
            foreach (InLinks rows in links)
                for (int i = 0; i < rows.Count; i += same.Length) output.Add(same.AsSpan(0, Math.Min(same.Length, rows.Count - i)));
        }
    }
}
