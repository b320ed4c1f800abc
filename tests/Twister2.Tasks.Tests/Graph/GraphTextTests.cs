namespace Twister2.Tasks.Tests;

/// <summary>How graphs are printed.</summary>
[Trait("ranks", "none")]
public sealed class GraphTextTests
{
    [Fact]
    public void A_graph_is_readable() => Assert.Equal(
        """
        Graph 'clicks', batch, at most 8 tasks per worker
        level 0
          'clicks' source, 4 tasks, 1 core, 2 GiB, writes KeyValuePair<Int32, String>
          'users' source, 2 tasks, on nodes a, b, writes KeyValuePair<Int32, Int64>, takes data 'users' (Int64)
          'limits' source, 1 task, writes Double
        level 1
          'rows' compute, 4 tasks, writes String
            ← Broadcast of 'limits' to its side: Double via 'limits-rows'
            ← Join SortMerge, table of Smaller of 'clicks' and 'users': (Int32, String, Int64) via 'users of clicks', no disk
        level 2
          'end' sink, 1 task, gives data 'best' (String)
            ← TopK 10 of 'rows': String via 'rows-end'

        """,
        Clicks().ToString());

    [Fact]
    public void A_graph_can_be_drawn() => Assert.Equal(
        """
        digraph "clicks" {
          rankdir=LR;
          node [shape=box];
          "clicks" [label="clicks\n4 tasks", style=rounded];
          "users" [label="users\n2 tasks", style=rounded];
          "limits" [label="limits\n1 task", style=rounded];
          { rank=same; "clicks"; "users"; "limits"; }
          "rows" [label="rows\n4 tasks"];
          { rank=same; "rows"; }
          "end" [label="end\n1 task", style=rounded];
          { rank=same; "end"; }
          "clicks" -> "rows" [label="users of clicks.left\nJoin SortMerge, table of Smaller"];
          "users" -> "rows" [label="users of clicks.right\nJoin SortMerge, table of Smaller"];
          "limits" -> "rows" [label="limits-rows\nBroadcast", style=dashed];
          "rows" -> "end" [label="rows-end\nTopK 10"];
        }

        """,
        Clicks().ToDot());

    [Fact]
    public void Quotes_in_names_do_no_harm()
    {
        ComputeGraphBuilder builder = new("a \"b\" \\", parallelism: 1);
        builder.AddSource("s\"", () => new Records<int>((_, _) => []));
        builder.AddSink("k", () => new Kept<int>([])).Direct("s\"");
        Assert.StartsWith("digraph \"a \\\"b\\\" \\\\\" {", builder.Build().ToDot(), StringComparison.Ordinal);
    }

    private static ComputeGraph Clicks()
    {
        ComputeGraphBuilder builder = new("clicks", parallelism: 4) { Constraints = new() { MaxTasksPerWorker = 8 } };
        builder.AddSource("clicks", () => new Records<KeyValuePair<int, string>>((_, _) => []), constraints: new() { Cores = 1, MemoryBytes = 2L << 30 });
        builder.AddSource("users", () => new Records<KeyValuePair<int, long>>((_, _) => []), 2, new() { Nodes = ["a", "b"] }).AddInput<long>("users");
        builder.AddSource("limits", () => new Records<double>((_, _) => []), 1);
        ComputeConnection<(int Key, string Left, long Right), double> rows = builder.AddCompute("rows", () => new Rows());
        rows.Join("clicks", "users", new() { Algorithm = JoinAlgorithm.SortMerge }, new() { Name = "users of clicks", UseDisk = false });
        rows.Side.Broadcast("limits");
        builder.AddSink("end", () => new Kept<string>([]), 1).TopK("rows", 10, SortOrder.Natural<string>()).AddOutput<string>("best");
        return builder.Build();
    }

    private sealed class Rows : ICompute<(int Key, string Left, long Right), double, string>
    {
        public void Execute(ReadOnlySpan<(int Key, string Left, long Right)> records, RecordCollector<string> output) => output.Add("row");

        public void ExecuteSide(ReadOnlySpan<double> records, RecordCollector<string> output) => output.Add("limit");
    }
}
