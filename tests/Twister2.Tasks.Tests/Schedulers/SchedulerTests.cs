using CsCheck;

namespace Twister2.Tasks.Tests;

/// <summary>What every scheduler must keep to, on random graphs and workers; and what each does in particular.</summary>
[Trait("ranks", "none")]
public sealed class SchedulerTests
{
    private static readonly ITaskScheduler[] All =
        [new RoundRobinTaskScheduler(), new BatchTaskScheduler(), new FirstFitTaskScheduler(), new DataLocalityTaskScheduler(), new UserDefinedTaskScheduler("first with room", FirstWithRoom)];

    /// <summary>Vertices of a graph: parallelism, cores, memory, most tasks per worker; each gets the records of one before it.</summary>
    private static readonly Gen<(int Tasks, int Cores, int Memory, int Most)[]> Vertices = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 8]).Array[1, 6];

    private static readonly Gen<ClusterResources> Workers = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 3]).SelectMany((count, perNode) =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 8]).Array[count].Select(have => new ClusterResources([.. have.Select((worker, i) => new WorkerResources(i, $"n{i / perNode}", worker.Item1, worker.Item2))])));

    [Fact]
    public void Every_task_has_one_worker_and_no_worker_has_more_than_it_can() => Gen.Select(Vertices, Workers, Gen.Bool, Gen.Int[1, 12]).Sample((vertices, workers, isStream, most) =>
    {
        ComputeGraph graph = Graph(vertices, isStream ? OperationMode.Streaming : OperationMode.Batch, most);
        foreach (ITaskScheduler scheduler in All)
        {
            TaskSchedulePlan plan;
            try
            {
                plan = scheduler.Schedule(graph, workers);
            }
            catch (TaskScheduleException e)
            {
                Assert.Contains("finds no worker. It needs", e.Message, StringComparison.Ordinal);
                continue;
            }
            plan.Check(graph);
            Assert.Equal(vertices.Sum(vertex => vertex.Tasks) + 1, Enumerable.Range(0, workers.WorkerCount).Sum(worker => plan.TasksOf(worker).Count()));
            IEnumerable<IReadOnlyList<Vertex>> together = isStream ? [graph.Vertices] : graph.Levels;
            foreach (IReadOnlyList<Vertex> unit in together) AssertFits(unit, plan, workers, most);
        }
    });

    [Fact]
    public void Plans_are_the_same_every_time_and_survive_JSON() => Gen.Select(Vertices, Workers).Sample((vertices, workers) =>
    {
        ComputeGraph graph = Graph(vertices);
        foreach (ITaskScheduler scheduler in All)
        {
            if (Try(scheduler, graph, workers) is not { } plan) continue;
            TaskSchedulePlan again = scheduler.Schedule(Graph(vertices), workers);
            Assert.Equal(plan, again);
            Assert.Equal(plan.Hash, again.Hash);
            TaskSchedulePlan read = TaskSchedulePlan.FromJson(plan.ToJson());
            Assert.Equal(plan, read);
            Assert.Equal(plan.ToString(), read.ToString());
        }
    });

    /// <summary>Where one worker could take all tasks, first fit and those that look for the next with room find workers for all.</summary>
    [Fact]
    public void What_fits_on_one_worker_is_never_refused() => Gen.Select(Vertices, Workers).Sample((vertices, workers) =>
    {
        ComputeGraph graph = Graph([.. vertices.Select(vertex => vertex with { Most = 100 })], OperationMode.Streaming);
        bool fits = workers.Workers.Any(worker => vertices.Sum(vertex => vertex.Tasks * vertex.Cores) <= worker.Cores && vertices.Sum(vertex => vertex.Tasks * vertex.Memory) <= worker.MemoryBytes);
        foreach (ITaskScheduler scheduler in All)
            if (fits) Assert.NotNull(Try(scheduler, graph, workers));
    });

    /// <summary>With one kind of task first fit is as good as trying everything: as many as fit into each worker.</summary>
    [Fact]
    public void Equal_tasks_are_refused_exactly_where_they_do_not_fit() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 3], Gen.Int[1, 3], Workers).Sample((tasks, cores, memory, workers) =>
    {
        double fit = workers.Workers.Sum(worker => Math.Min(Math.Floor(worker.Cores / cores), worker.MemoryBytes / memory));
        ComputeGraph graph = Graph([(tasks, cores, memory, 100)]);
        foreach (ITaskScheduler scheduler in All) Assert.Equal(tasks <= fit, Try(scheduler, graph, workers) is not null);
    });

    [Fact]
    public void Round_robin_goes_in_turn()
    {
        TaskSchedulePlan plan = new RoundRobinTaskScheduler().Schedule(Graph([(5, 0, 0, 9), (2, 0, 0, 9)]), ClusterResources.Uniform(3));
        Assert.Equal([0, 1, 2, 0, 1], plan.WorkersOf("v0"));
        Assert.Equal([0, 1], plan.WorkersOf("v1"));
    }

    [Fact]
    public void First_fit_fills_one_worker_after_the_other_beginning_with_the_largest()
    {
        ComputeGraph graph = Graph([(2, 1, 2, 9), (2, 1, 3, 9)], OperationMode.Streaming);
        TaskSchedulePlan plan = new FirstFitTaskScheduler().Schedule(graph, ClusterResources.Uniform(3, cores: 9, memoryBytes: 5));
        Assert.Equal([0, 1], plan.WorkersOf("v1"));
        Assert.Equal([0, 1], plan.WorkersOf("v0"));
    }

    [Fact]
    public void The_batch_scheduler_gives_full_rounds_in_turn_and_the_rest_to_other_nodes()
    {
        ComputeGraphBuilder builder = new("batch", parallelism: 5);
        builder.AddSource("a", () => new Records<int>((_, _) => []));
        builder.AddSource("b", () => new Records<int>((_, _) => []), 2);
        builder.AddCompute("c", () => new Mapped<int, int>(x => x)).Direct("a");
        builder.AddSink("d", () => new Kept<int>([])).Union(["b", "c"]);
        TaskSchedulePlan plan = new BatchTaskScheduler().Schedule(builder.Build(), ClusterResources.Uniform(4, workersPerNode: 2));
        Assert.Equal([0, 1, 2, 3, 0], plan.WorkersOf("a"));
        // Worker 0 is busy, and its node is; 2 and 3 are on the other one.
        Assert.Equal([2, 1], plan.WorkersOf("b"));
        Assert.Equal([0, 1, 2, 3, 0], plan.WorkersOf("c"));
    }

    [Fact]
    public void Sources_go_to_their_data_in_equal_shares()
    {
        ClusterResources workers = ClusterResources.Uniform(4, workersPerNode: 2);
        TaskSchedulePlan near = Located(workers, [[new("node1", 9)], [new("node0.cluster", 5), new("node1", 6)], [new("NODE0", 1)], [new("elsewhere", 100)]]);
        Assert.Equal("node1", workers.Workers[near.WorkerOf("s", 0)].Node);
        Assert.Equal("node1", workers.Workers[near.WorkerOf("s", 1)].Node);
        Assert.Equal("node0", workers.Workers[near.WorkerOf("s", 2)].Node);
        Assert.Equal([0, 1, 2, 3], near.WorkersOf("s").Order());
        // All on one node: two of its workers take one each, the other node the rest.
        Assert.Equal([0, 1, 2, 3], Located(workers, [[new("node0", 1)], [new("node0", 1)], [new("node0", 1)], [new("node0", 1)]]).WorkersOf("s").Order());
    }

    [Fact]
    public void Most_bytes_are_near_where_each_worker_takes_one() => Gen.Select(Gen.Int[1, 6], Gen.Shuffle(Enumerable.Range(0, 6).ToArray())).Sample((count, shuffled) =>
    {
        int[] homes = [.. shuffled.Where(worker => worker < count)];
        TaskSchedulePlan plan = Located(ClusterResources.Uniform(count, workersPerNode: 1), [.. homes.Select(home => new DataLocation[] { new($"node{home}", 10) })]);
        Assert.Equal(homes, plan.WorkersOf("s"));
    });

    [Fact]
    public void Named_data_and_results_in_place_keep_their_workers() => Gen.Select(Gen.Int[1, 5], Gen.Int[1, 7], Gen.Int[0, 4]).Sample((count, tasks, kind) =>
    {
        ClusterResources workers = ClusterResources.Uniform(count, workersPerNode: 2);
        ComputeGraphBuilder builder = new("first", tasks);
        builder.AddSource("load", () => new Records<int>((_, _) => []), 3);
        builder.AddSink("keep", () => new Kept<int>([])).PartitionRoundRobin("load").AddOutput<int[]>("points");
        ComputeGraph first = builder.Build();
        builder = new("second", tasks);
        builder.AddSource("centers", () => new Records<int>((_, _) => []), 1);
        builder.AddSource("points", () => new Records<int>((_, _) => [])).AddInput<int[]>("points");
        builder.AddCompute("numbered", () => new Mapped<(long, int), int>(x => x.Item2)).ZipWithIndex("points");
        builder.AddSink("end", () => new Kept<int>([])).Union(["numbered", "centers"]);
        ComputeGraph second = builder.Build();
        ITaskScheduler odd = new UserDefinedTaskScheduler("odd", task => (task.Task * 7 + task.Vertex.Name.Length) % count);
        ITaskScheduler scheduler = kind == 4 ? odd : All[kind];
        IReadOnlyList<TaskSchedulePlan> plans = scheduler.Schedule(new([first, second], workers));
        Assert.Equal(plans[0].WorkersOf("keep"), plans[1].WorkersOf("points"));
        Assert.Equal(plans[1].WorkersOf("points"), plans[1].WorkersOf("numbered"));
        // The same where the first graph was planned before, by another scheduler.
        TaskSchedulePlan before = odd.Schedule(first, workers);
        TaskSchedulePlan after = scheduler.Schedule(new([second], workers) { Earlier = [before] })[0];
        Assert.Equal(before.WorkersOf("keep"), after.WorkersOf("points"));
        Assert.Equal(before.WorkersOf("keep"), after.WorkersOf("numbered"));
    });

    [Fact]
    public void A_task_goes_where_those_that_follow_it_can_be()
    {
        ClusterResources workers = new([new(0, "a", 1, 100), new(1, "a", 4, 10), new(2, "b", 4, 100)]);
        foreach (ITaskScheduler scheduler in All)
        {
            ComputeGraphBuilder builder = new("together", parallelism: 2);
            builder.AddSource("points", () => new Records<int>((_, _) => []));
            builder.AddCompute("numbered", () => new Mapped<(long, int), int>(x => x.Item2), constraints: new() { Cores = 2, MemoryBytes = 20 }).ZipWithIndex("points");
            builder.AddSink("end", () => new Kept<int>([])).Direct("numbered");
            Assert.Equal([2, 2], scheduler.Schedule(builder.Build(), workers).WorkersOf("points"));
        }
    }

    [Fact]
    public void Named_data_has_one_type_in_all_graphs()
    {
        ComputeGraph Gives<T>(string name)
        {
            ComputeGraphBuilder builder = new(name, parallelism: 2);
            builder.AddSource("s", () => new Records<int>((_, _) => [])).AddOutput<T>("x");
            return builder.Build();
        }
        TaskScheduleException e = Assert.Throws<TaskScheduleException>(() => new BatchTaskScheduler().Schedule(new([Gives<int>("a"), Gives<long>("b")], ClusterResources.Uniform(2))));
        Assert.Equal("BatchTaskScheduler: data 'x' is Int32 at 's' of graph 'a', and Int64 at 's' of graph 'b'. It needs one type.", e.Message);
    }

    [Fact]
    public void Constraints_say_where_tasks_may_run()
    {
        ClusterResources workers = ClusterResources.Uniform(6, workersPerNode: 2);
        foreach (ITaskScheduler scheduler in All)
        {
            Assert.All(One(new() { Workers = [1, 4] }).WorkersOf("s"), worker => Assert.True(worker is 1 or 4));
            Assert.All(One(new() { Nodes = ["node1"] }).WorkersOf("s"), worker => Assert.True(worker is 2 or 3));
            Assert.Equal([4], One(new() { Nodes = ["node2", "node0"], Workers = [2, 4] }).WorkersOf("s").Distinct());

            TaskSchedulePlan One(TaskConstraints constraints)
            {
                ComputeGraphBuilder builder = new("one", parallelism: 4);
                builder.AddSource("s", () => new Records<int>((_, _) => []), constraints: constraints);
                builder.AddSink("k", () => new Kept<int>([])).Direct("s");
                return scheduler.Schedule(builder.Build(), workers);
            }
        }
    }

    private static int FirstWithRoom(TaskToPlace task) =>
        Enumerable.Range(0, task.Resources.WorkerCount).Cast<int?>().FirstOrDefault(worker => task.HasRoom(worker!.Value)) ?? 0;

    private static void AssertFits(IReadOnlyList<Vertex> unit, TaskSchedulePlan plan, ClusterResources workers, int most)
    {
        foreach (WorkerResources worker in workers.Workers)
        {
            (Vertex Vertex, int Tasks)[] here = [.. unit.Select(vertex => (vertex, plan.WorkersOf(vertex.Name).Count(other => other == worker.Worker)))];
            Assert.True(here.Sum(item => item.Tasks * item.Vertex.Constraints.Cores) <= worker.Cores, $"{worker}\n{plan}");
            Assert.True(here.Sum(item => item.Tasks * item.Vertex.Constraints.MemoryBytes) <= worker.MemoryBytes, $"{worker}\n{plan}");
            Assert.True(here.Sum(item => item.Tasks) <= most, $"{worker}\n{plan}");
            Assert.All(here, item => Assert.True(item.Tasks <= (item.Vertex.Constraints.MaxTasksPerWorker ?? item.Tasks), $"{worker}\n{plan}"));
        }
    }

    private static TaskSchedulePlan? Try(ITaskScheduler scheduler, ComputeGraph graph, ClusterResources workers)
    {
        try
        {
            return scheduler.Schedule(graph, workers);
        }
        catch (TaskScheduleException)
        {
            return null;
        }
    }

    private static TaskSchedulePlan Located(ClusterResources workers, DataLocation[][] data)
    {
        ComputeGraphBuilder builder = new("located", data.Length);
        builder.AddSource("s", () => new Records<int>((_, _) => []), dataOf: task => data[task]);
        builder.AddSink("k", () => new Kept<int>([])).Direct("s");
        return new DataLocalityTaskScheduler().Schedule(builder.Build(), workers);
    }

    private static ComputeGraph Graph((int Tasks, int Cores, int Memory, int Most)[] vertices, OperationMode mode = OperationMode.Batch, int? most = null)
    {
        ComputeGraphBuilder builder = new("random", parallelism: 1, mode) { Constraints = new() { MaxTasksPerWorker = most } };
        for (int i = 0; i < vertices.Length; i++)
        {
            (int tasks, int cores, int memory, int mostTasks) = vertices[i];
            TaskConstraints constraints = new() { Cores = cores, MemoryBytes = memory, MaxTasksPerWorker = mostTasks };
            if (i == 0) builder.AddSource("v0", () => new Records<int>((_, _) => []), tasks, constraints);
            else builder.AddCompute($"v{i}", () => new Mapped<int, int>(x => x), tasks, constraints).Broadcast($"v{(i - 1) / 2}");
        }
        ComputeConnection<int> end = builder.AddSink("end", () => new Kept<int>([]));
        for (int i = 0; i < vertices.Length; i++) end.PartitionRoundRobin($"v{i}");
        return builder.Build();
    }
}
