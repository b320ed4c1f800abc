using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>PageRank (Page, Brin, Motwani and Winograd, 1999) with data sets, in two ways.</summary>
public sealed class PageRank : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (PageRankOptions.Parse(env) is not { } options) return;
        GeneratedGraph graph = new(options.Graph, options.Vertices, options.Links);
        if (options.Check is { } earlier)
        {
            Verify(env, () => WrittenRanks.In(earlier), graph, options);
            return;
        }
        Stopwatch watch = Stopwatch.StartNew();
        BatchEnvironment batch = env.CreateBatchEnvironment();

        TSet<(long Vertex, double Rank)> ranks = Ranks(batch, graph, options);
        (long Vertex, double Rank)[] top = ranks.Top(options.Top, Higher);
        double seconds = watch.Elapsed.TotalSeconds;
        if (env.Rank == 0) Print(top, graph, options, seconds);

        if (options.Output is { } folder) ranks.WriteText(folder, static rank => FormattableString.Invariant($"{rank.Vertex}\t{rank.Rank:R}"));
        if (!options.Verify) return;
        (long Vertex, double Rank)[] all = ranks.Collect();
        Verify(env, () => all, graph, options);
    }

    private static void Verify(WorkerEnvironment env, Func<(long Vertex, double Rank)[]> ranks, GeneratedGraph graph, PageRankOptions options) =>
        Verification.Check(env, "a plain computation in one process gives the same", () => Verifier.ErrorOf(ranks(), graph, options.Iterations, options.Damping));

    private static TSet<(long Vertex, double Rank)> Ranks(BatchEnvironment batch, GeneratedGraph graph, PageRankOptions options)
    {
        TSet<Link> links = batch.CreateSource<Link>((context, output) =>
        {
            long end = Series.Share(graph.Links, context.Index + 1, context.Parallelism);
            for (long i = Series.Share(graph.Links, context.Index, context.Parallelism); i < end; i++) output.Add(graph[i]);
        });
        if (options.Way == RankWay.Matrix)
            return MatrixRanks.Compute(links, graph.Vertices, batch.TaskCount, options.Iterations, options.Damping).ZipWithIndex().Map(static rank => (rank.Index, rank.Item)).Cache();

        TSet<int> vertices = batch.CreateSource<int>((context, output) =>
        {
            long end = Series.Share(graph.Vertices, context.Index + 1, context.Parallelism);
            for (long i = Series.Share(graph.Vertices, context.Index, context.Parallelism); i < end; i++) output.Add((int)i);
        });
        return JoinedRanks.Compute(links, vertices, options.Iterations, options.Damping).Map(static pair => ((long)pair.Key, pair.Value)).Cache();
    }

    /// <summary>By rank; equal ones in the order of their numbers.</summary>
    private static int Higher((long Vertex, double Rank) a, (long Vertex, double Rank) b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : b.Vertex.CompareTo(a.Vertex);

    private static void Print((long Vertex, double Rank)[] top, GeneratedGraph graph, PageRankOptions options, double seconds)
    {
        foreach ((long vertex, double rank) in top) Console.WriteLine($"{vertex,12}  {rank:0.000000000}");
        Console.WriteLine();
        Console.WriteLine($"{graph.Vertices:N0} vertices, {graph.Links:N0} links, {options.Iterations} iterations in {seconds:0.00} s");
    }
}
