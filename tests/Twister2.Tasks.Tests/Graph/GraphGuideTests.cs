namespace Twister2.Tasks.Tests;

/// <summary>The code in docs/compute-graph.md is the code of <see cref="GraphGuide"/>, which gives what stands there, and every edge and scheduler is named.</summary>
[Trait("ranks", "none")]
public sealed class GraphGuideTests
{
    private const string Page = "compute-graph.md";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Words_are_counted(int workers)
    {
        string[] lines = [.. Enumerable.Range(0, 3000).Select(i => $"line {i % 7} of a text")];
        Dictionary<string, long>[] counts = LocalCluster.Run(workers, env =>
        {
            Dictionary<string, long> mine = [];
            ComputeGraph graph = GraphGuide.WordCount(workers, lines, mine);
            using BatchExecutor executor = new(env);
            executor.Plan(graph, GraphGuide.Planned(env, graph));
            executor.Execute(graph);
            return mine;
        });
        Assert.Equal(
            lines.SelectMany(line => line.Split(' ')).GroupBy(word => word).Select(word => new KeyValuePair<string, long>(word.Key, word.LongCount())).OrderBy(pair => pair.Key),
            counts.SelectMany(part => part).OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Named_data_reaches_the_next_graph()
    {
        (ComputeGraph first, ComputeGraph second) = GraphGuide.NamedData();
        LocalCluster.Run(3, env =>
        {
            using BatchExecutor executor = new(env, new() { Scheduler = GraphGuide.Backwards() });
            executor.Plan([first, second]);
            executor.Execute(first);
            IReadOnlyDictionary<int, int[]> data = executor.GetData<int[]>("numbers");
            Assert.Equal(executor.Plan(second).Schedule.TasksOf(env.Worker).Where(task => task.Vertex == "again").Select(task => task.Task), data.Keys.Order());
            executor.Execute(second);
            Assert.All(data, part => Assert.Equal([part.Key, 10 * part.Key], part.Value));
        });
    }

    [Fact]
    public void Graphs_are_run_again_and_again()
    {
        (ComputeGraph load, ComputeGraph step) = Means.Graphs([1, 2, 30, 31], [0, 10], tasks: 2);
        IReadOnlyDictionary<int, long[]>[] centers = LocalCluster.Run(2, env => GraphGuide.Iterate(env, load, step, iterations: 5));
        Assert.All(centers.SelectMany(worker => worker), part => Assert.Equal([1, 30], part.Value));
    }

    [Fact]
    public void The_plan_of_an_executor_stands_in_the_guide()
    {
        ExecutionPlan[] plans = LocalCluster.Run(2, env => GraphGuide.Run(env, GraphGuide.WordCount(2, ["a b a"], [])));
        Assert.Contains(plans[0].ToString(), GuidePage.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void The_side_comes_first()
    {
        List<(int Task, KeyValuePair<int, double[][]> Group)>[] groups = LocalCluster.Run(2, env =>
        {
            List<(int Task, KeyValuePair<int, double[][]> Group)> mine = [];
            ComputeGraph graph = GraphGuide.Nearest(3, [[0, 0], [9, 9], [1, 1], [8, 8], [0, 1]], mine);
            using BatchExecutor executor = new(env);
            executor.Execute(graph);
            return mine;
        });
        Assert.Equal([(0, 3), (1, 2)], groups.SelectMany(part => part).Select(group => (group.Group.Key, group.Group.Value.Length)).Order());
    }

    [Fact]
    public void Plans_are_made_without_a_job_and_near_the_data()
    {
        Assert.Equal([0, 1], GraphGuide.Tried(GraphGuide.WordCount(2, [], [])).WorkersOf("counts"));
        LocalCluster.Run(2, env =>
        {
            ClusterResources cluster = ClusterResources.Gather(env);
            string here = typeof(GraphGuide).Assembly.Location;
            ComputeGraph graph = GraphGuide.Located([here, here], cluster, env, []);
            Assert.Equal([0, 1], new DataLocalityTaskScheduler().Plan(env, graph, ClusterResources.Uniform(2, cores: 4)).WorkersOf("lines"));
        });
    }

    [Fact]
    public void What_is_printed_stands_in_the_guide()
    {
        ComputeGraph graph = GraphGuide.WordCount(2, [], []);
        Assert.Contains(graph.ToString(), GuidePage.Read(Page), StringComparison.Ordinal);
        Assert.Contains(new BatchTaskScheduler().Schedule(graph, ClusterResources.Uniform(2)).ToString(), GuidePage.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_code_in_the_guide_is_here()
    {
        string[] lines = GuidePage.Code(Page);
        Assert.True(lines.Length > 20, $"{lines.Length} lines of code were found");
        Assert.Empty(GuidePage.Missing(lines, "Twister2.Tasks.Tests/Graph/GraphGuide.cs"));
    }

    [Fact]
    public void Every_edge_and_scheduler_is_named()
    {
        string page = GuidePage.Read(Page);
        Type[] connections = [typeof(ComputeConnection<>), typeof(KeyedConnections), typeof(JoinConnections), typeof(PairConnections), typeof(TableConnections)];
        string[] names = [
            .. connections.SelectMany(type => type.GetMethods()).Where(method => method.ReturnType.Name == "ComputeConnection`1").Select(method => method.Name).Distinct(),
            .. typeof(ITaskScheduler).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(ITaskScheduler))).Select(type => type.Name)];
        Assert.True(names.Length > 40, string.Join(", ", names));
        Assert.DoesNotContain(names, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }
}
