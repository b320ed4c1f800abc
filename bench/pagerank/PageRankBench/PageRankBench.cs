using System.Globalization;
using Twister2.Dataflow;
using Twister2.Examples;
using Twister2.Examples.PageRank;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Bench.PageRank;

/// <summary>Our side of the PageRank benchmark: the same work as pagerank.cpp, by data sets or by operators. Arguments: tset or operators, vertices, links, iterations.</summary>
public sealed class PageRankBench : IWorker
{
    private const double Damping = 0.85;

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        (Level level, string[] arguments) = Levels.Of([.. env.Arguments], otherwise: Level.TSet);
        if (level == Level.Graph || arguments is not [var vertices, var links, var iterations]) throw new UsageException("usage: PageRankBench [tset|operators] VERTICES LINKS ITERATIONS");
        GeneratedGraph graph = new(GraphKind.Random, int.Parse(vertices, CultureInfo.InvariantCulture), long.Parse(links, CultureInfo.InvariantCulture));
        int steps = int.Parse(iterations, CultureInfo.InvariantCulture);
        long begin = Series.Share(graph.Links, env.Rank, env.WorkerCount), end = Series.Share(graph.Links, env.Rank + 1, env.WorkerCount);
        Link[] mine = new Link[end - begin];
        for (int i = 0; i < mine.Length; i++) mine[i] = graph[begin + i];

        Measured measured = new(env);
        Func<double> weighted = level == Level.TSet ? BySets(env, mine, graph.Vertices, steps) : ByOperators(env, mine, graph.Vertices, steps);
        measured.Stop();
        long check = (long)(env.Communicator.Allreduce(weighted(), Operation<double>.Add) * 1000);
        measured.Print(("links", graph.Links), ("iterations", steps), ("weighted", check));
    }

    private static Func<double> BySets(WorkerEnvironment env, Link[] links, int vertices, int steps)
    {
        BatchEnvironment batch = env.CreateBatchEnvironment();
        PersistedTSet<double> ranks = MatrixRanks.Compute(batch.FromArray(links), vertices, batch.WorkerCount, steps, Damping);
        return () =>
        {
            double weighted = 0;
            long vertex = Series.Share(vertices, env.Rank, env.WorkerCount);
            ranks.ForEach(rank => weighted += rank * Weight(vertex++));
            return weighted;
        };
    }

    private static Func<double> ByOperators(WorkerEnvironment env, Link[] links, int vertices, int steps)
    {
        using OperatorRanks ranks = new(env.Dataflow, vertices, Damping, links);
        for (int i = 0; i < steps; i++) ranks.Step();
        return () =>
        {
            double weighted = 0;
            for (int i = 0; i < ranks.Mine.Length; i++) weighted += ranks.Mine[i] * Weight(ranks.First + i);
            return weighted;
        };
    }

    private static double Weight(long vertex) => Series.Mix64((ulong)vertex) >> 44;
}
