using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>The way of the textbook, which needs nothing but the operations of data sets: links joined with ranks, what they give added up by vertex.</summary>
internal static class JoinedRanks
{
    /// <summary>Each vertex with its rank after some steps.</summary>
    public static PersistedTSet<KeyValuePair<int, double>> Compute(TSet<Link> links, TSet<int> vertices, int steps, double damping)
    {
        TupleTSet<int, int[]> linked = links.MapToTuple(link => (link.From, link.To)).KeyedGather().Cache();
        long count = vertices.Count();
        PersistedTSet<KeyValuePair<int, double>> ranks = vertices.MapToTuple(vertex => (vertex, 1.0 / count)).KeyedPartition().Persist();
        for (int step = 0; step < steps; step++)
        {
            // Who gives no links gives its rank to all.
            double dangling = ranks.AsTuples().AntiJoin(linked.Keys()).Values().Sum();
            double toEach = (1 - damping + damping * dangling) / count;
            PersistedTSet<KeyValuePair<int, double>> next = linked.Join(ranks)
                .FlatMap<KeyValuePair<int, double>>((row, given) =>
                {
                    foreach (int to in row.Left) given.Add(new KeyValuePair<int, double>(to, row.Right / row.Left.Length));
                })
                .Union(vertices.MapToTuple(vertex => (vertex, 0.0))) // Nobody links to some, and they have a rank too.
                .AsTuples().KeyedReduce((a, b) => a + b)
                .MapValues(sum => toEach + damping * sum)
                .Persist();
            next.Count(); // An action, so that what this step needs of the one before can go.
            ranks.Dispose();
            ranks = next;
        }
        return ranks;
    }
}
