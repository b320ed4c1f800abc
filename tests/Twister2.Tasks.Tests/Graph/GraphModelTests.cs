using CsCheck;

namespace Twister2.Tasks.Tests;

/// <summary>Random graphs against simple models.</summary>
[Trait("ranks", "none")]
public sealed class GraphModelTests
{
    /// <summary>Up to 12 vertices; an edge from i to j, i &lt; j, where a bit is set, and to each vertex from one before it at least.</summary>
    internal static readonly Gen<bool[][]> Ways =
        Gen.Int[1, 12].SelectMany(count => Gen.Bool.Array[count].Array[count]).Select(ways => ways.Select((row, to) => row.Select((bit, from) => from < to && (bit || from == to - 1)).ToArray()).ToArray());

    [Fact]
    public void Levels_are_the_longest_ways() => Ways.Sample(ways =>
    {
        ComputeGraph graph = Build(ways);
        int[] expected = new int[ways.Length];
        for (int to = 0; to < ways.Length; to++) expected[to] = Enumerable.Range(0, to).Where(from => ways[to][from]).Select(from => expected[from] + 1).DefaultIfEmpty(0).Max();
        for (int level = 0; level < graph.Levels.Count; level++)
            Assert.Equal(Enumerable.Range(0, ways.Length).Where(vertex => expected[vertex] == level).Select(vertex => $"v{vertex}"), graph.Levels[level].Where(vertex => vertex.Name != "end").Select(vertex => vertex.Name));
        Assert.Equal(graph.Vertices.Count, graph.Levels.Sum(level => level.Count));
    });

    [Fact]
    public void An_edge_back_makes_a_cycle_exactly_where_there_is_a_way_forth() => Gen.Select(Ways, Gen.Int[0, 11], Gen.Int[0, 11]).Sample((ways, a, b) =>
    {
        int from = a % ways.Length, to = b % ways.Length;
        if (to == 0) return;
        bool[,] reaches = new bool[ways.Length, ways.Length];
        for (int i = 0; i < ways.Length; i++)
        {
            reaches[i, i] = true;
            for (int before = 0; before < i; before++)
                if (ways[i][before])
                    for (int start = 0; start <= before; start++) reaches[start, i] |= reaches[start, before];
        }
        Exception? error = Record.Exception(() => Build(ways, builder => builder.Direct($"v{from}", via: "back"), to));
        Assert.Equal(reaches[to, from], error is ComputeGraphException);
        if (error is ComputeGraphException { Errors: [string only] })
        {
            string[] cycle = only[(only.IndexOf(':', StringComparison.Ordinal) + 2)..only.IndexOf(". A graph", StringComparison.Ordinal)].Split(" → ");
            Assert.Equal(cycle[0], cycle[^1]);
            for (int i = 1; i < cycle.Length; i++)
                Assert.True(ways[int.Parse(cycle[i][1..])][int.Parse(cycle[i - 1][1..])] || (cycle[i - 1] == $"v{from}" && cycle[i] == $"v{to}"), only);
        }
    });

    [Fact]
    public void The_hash_is_the_same_for_the_same_graph_only() => Gen.Select(Ways, Ways).Sample((a, b) =>
    {
        Assert.Equal(Build(a).Hash, Build(a).Hash);
        bool same = a.Length == b.Length && a.Zip(b).All(rows => rows.First.AsSpan().SequenceEqual(rows.Second));
        Assert.Equal(same, Build(a).Hash == Build(b).Hash);
    });

    [Fact]
    public void Every_part_of_a_graph_counts_in_its_hash()
    {
        ComputeGraph[] graphs =
        [
            One(), One(name: "b"), One(parallelism: 3), One(via: "e"), One(via: new EdgeOptions { UseDisk = false }), One(constraints: new() { Cores = 1 }), One(constraints: new() { Cores = 1.0001 }), One(constraints: new() { MemoryBytes = 1L << 40 }),
            One(constraints: new() { MemoryBytes = (1L << 40) + 1 }), One(constraints: new() { Workers = [0] }), One(constraints: new() { MaxTasksPerWorker = 2 }),
            One(mode: OperationMode.Streaming), One(all: new() { MaxTasksPerWorker = 3 }), One(isPipe: true), One(output: "data"),
        ];
        Assert.Equal(graphs.Length, graphs.Select(graph => graph.Hash).Distinct().Count());
        Assert.NotEqual(Partitioned(x => x).Hash, Partitioned(x => x).Hash);
    }

    private static ComputeGraph One(
        string name = "a", int parallelism = 2, EdgeOptions? via = null, TaskConstraints? constraints = null, OperationMode mode = OperationMode.Batch, GraphConstraints? all = null, bool isPipe = false, string? output = null)
    {
        ComputeGraphBuilder builder = new("one", parallelism, mode) { Constraints = all ?? new() };
        VertexConnection source = builder.AddSource(name, () => new Records<int>((_, _) => []), constraints: constraints);
        if (output is not null) source.AddOutput<int>(output);
        ComputeConnection<int> sink = builder.AddSink("end", () => new Kept<int>([]));
        _ = isPipe ? sink.Pipe(name, via) : sink.Direct(name, via);
        return builder.Build();
    }

    private static ComputeGraph Partitioned(Func<int, int> target)
    {
        ComputeGraphBuilder builder = new("one", 2);
        builder.AddSource("a", () => new Records<int>((_, _) => []));
        builder.AddSink("end", () => new Kept<int>([])).Partition("a", target);
        return builder.Build();
    }

    /// <summary>A vertex for each row, and a sink behind the last.</summary>
    private static ComputeGraph Build(bool[][] ways, Action<ComputeConnection<int>>? connect = null, int to = -1)
    {
        ComputeGraphBuilder builder = new("random", parallelism: 2);
        for (int vertex = 0; vertex < ways.Length; vertex++)
        {
            if (vertex == 0)
            {
                builder.AddSource("v0", () => new Records<int>((_, _) => []));
                continue;
            }
            ComputeConnection<int> connection = builder.AddCompute($"v{vertex}", () => new Mapped<int, int>(x => x));
            for (int from = 0; from < vertex; from++)
                if (ways[vertex][from]) connection.Direct($"v{from}");
            if (vertex == to) connect!(connection);
        }
        builder.AddSink("end", () => new Kept<int>([])).Direct($"v{ways.Length - 1}");
        return builder.Build();
    }
}
