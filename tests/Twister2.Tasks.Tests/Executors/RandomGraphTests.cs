using CsCheck;

namespace Twister2.Tasks.Tests;

/// <summary>Random graphs of many kinds of edges give what a plain model gives, with any number of workers and threads, with odd chunks and little memory.</summary>
[Trait("ranks", "none")]
public sealed class RandomGraphTests
{
    private enum Kind { None, Direct, Pipe, ByHash, InTurn, Sort, Distinct }

    private const int Tasks = 3;

    /// <summary>Up to 6 vertices, numbered so that edges lead to higher numbers; for each pair what leads from one to the other.</summary>
    private static readonly Gen<Kind[][]> Graphs =
        Gen.Int[2, 6].SelectMany(count => Gen.Int[0, 9].Array[count].Array[count]).Select(rows => rows.Select((row, to) => row.Take(to).Select((kind, from) => Of(kind, from == to - 1)).ToArray()).ToArray());

    [Fact]
    public void A_graph_gives_what_the_model_gives() => Gen.Select(Graphs, Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[0, 400], Gen.Int[0, 100_000]).Sample(
        (ways, workers, threads, records, seed) =>
        {
            List<(int Task, long Record)> kept = [];
            LocalCluster.Run(
                workers,
                env =>
                {
                    using BatchExecutor executor = new(env, new() { Threads = threads, Scheduler = seed % 2 == 0 ? new RoundRobinTaskScheduler() : new BatchTaskScheduler() });
                    ComputeGraph graph = Build(ways, records, kept);
                    executor.Execute(graph);
                    executor.Execute(graph);
                    Assert.Equal(0, env.Engine.OpenEdges);
                },
                RandomOptions.Of(seed));
            Assert.Equal(Model(ways, records).SelectMany(record => new[] { record, record }).Order(), kept.Select(pair => pair.Record).Order());
        },
        iter: 60, threads: 1);

    private static Kind Of(int kind, bool isLast) => kind switch
    {
        1 or 2 => Kind.Pipe,
        3 => Kind.ByHash,
        4 => Kind.InTurn,
        5 => Kind.Sort,
        6 => Kind.Distinct,
        7 => Kind.Direct,
        _ => isLast ? Kind.Direct : Kind.None,
    };

    private static long Mapped(int vertex, long record) => ((record * 31) + vertex) % 1009;

    private static ComputeGraph Build(Kind[][] ways, int records, List<(int Task, long Record)> kept)
    {
        ComputeGraphBuilder builder = new("random", Tasks);
        builder.AddSource("v0", () => new Records<long>((task, _) => Of(task, records)));
        for (int to = 1; to < ways.Length; to++)
        {
            int vertex = to;
            ComputeConnection<long> connection = builder.AddCompute($"v{to}", () => new Mapped<long, long>(record => Mapped(vertex, record)));
            for (int from = 0; from < to; from++) Connect(connection, $"v{from}", ways[to][from]);
        }
        builder.AddSink("end", () => new Kept<long>(kept)).Direct($"v{ways.Length - 1}");
        return builder.Build();
    }

    private static void Connect(ComputeConnection<long> connection, string from, Kind kind) => _ = kind switch
    {
        Kind.Direct => connection.Direct(from),
        Kind.Pipe => connection.Pipe(from),
        Kind.ByHash => connection.PartitionByHash(from, record => record % 10),
        Kind.InTurn => connection.PartitionRoundRobin(from),
        Kind.Sort => connection.Sort(from, SortOrder.Natural<long>()),
        Kind.Distinct => connection.Distinct(from),
        _ => connection,
    };

    private static IEnumerable<long> Of(int task, int records) => Enumerable.Range(0, records).Select(i => (long)(i * (task + 1) % 97));

    private static List<long> Model(Kind[][] ways, int records)
    {
        List<List<long>> vertices = [[.. Enumerable.Range(0, Tasks).SelectMany(task => Of(task, records))]];
        for (int to = 1; to < ways.Length; to++)
        {
            IEnumerable<long> input = [];
            for (int from = 0; from < to; from++)
                if (ways[to][from] != Kind.None) input = input.Concat(ways[to][from] == Kind.Distinct ? vertices[from].Distinct() : vertices[from]);
            vertices.Add([.. input.Select(record => Mapped(to, record))]);
        }
        return vertices[^1];
    }
}
