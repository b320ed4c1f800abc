namespace Twister2.Tasks.Tests;

/// <summary>How plans, resources and refusals are printed.</summary>
[Trait("ranks", "none")]
public sealed class ScheduleTextTests
{
    private const long GiB = 1 << 30;

    [Fact]
    public void A_plan_is_readable() => Assert.Equal(
        """
        Graph 'two' on 3 workers by RoundRobinTaskScheduler
          s    on 0–2 0 1   data 'x'
          end  on 0 1
        worker 0: s 0 3; end 0
        worker 1: s 1 4; end 1
        worker 2: s 2

        """,
        new RoundRobinTaskScheduler().Schedule(Two(), ClusterResources.Uniform(3)).ToString());

    [Fact]
    public void A_refusal_names_the_task_what_it_needs_and_what_is_left() => Assert.Equal(
        """
        FirstFitTaskScheduler: Task 2 of 's' (source, 5 tasks) in graph 'two' finds no worker. It needs 2 cores, 3 GiB, at most 1 per worker. Left are:
          worker 0 (node node0): 2 cores, 5 GiB, and it runs as many tasks of 's' as are allowed
          worker 1 (node node0): 2 cores, 5 GiB, and it runs as many tasks of 's' as are allowed
        Ask for less, run fewer tasks, or start the job with more workers.
        """,
        Refusal(new FirstFitTaskScheduler(), Two(new() { Cores = 2, MemoryBytes = 3 * GiB, MaxTasksPerWorker = 1 }), ClusterResources.Uniform(2, 4, 8 * GiB)));

    [Fact]
    public void A_refusal_says_which_workers_may_not_run_the_task() => Assert.Equal(
        """
        RoundRobinTaskScheduler: Task 1 of 's' (source, 5 tasks) in graph 'two' finds no worker. It needs 1.5 cores, on workers 1. Left are:
          worker 0 (node node0): 2 cores, memory not known, and it is not among those that may run it
          worker 1 (node node0): 0.5 cores, memory not known
        Ask for less, run fewer tasks, or start the job with more workers.
        """,
        Refusal(new RoundRobinTaskScheduler(), Two(new() { Cores = 1.5, Workers = [1] }), ClusterResources.Uniform(2, 2)));

    [Fact]
    public void A_refusal_of_many_workers_is_short()
    {
        string message = Refusal(new RoundRobinTaskScheduler(), Two(new() { Cores = 3 }), ClusterResources.Uniform(1000, 2));
        Assert.Equal(16, message.Split('\n').Count(line => line.StartsWith("  worker ", StringComparison.Ordinal)));
        Assert.Contains("\n  and 984 more workers that do not take it\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_chooses_badly_is_named()
    {
        Assert.Equal(
            "mine: task 0 of 's' (source, 5 tasks) in graph 'two': the function chose worker 7; there are 2 (0 to 1).",
            Refusal(new UserDefinedTaskScheduler("mine", _ => 7), Two(), ClusterResources.Uniform(2)));
        TaskScheduleException failed = Assert.Throws<TaskScheduleException>(() => new UserDefinedTaskScheduler("mine", _ => throw new FormatException("oops")).Schedule(Two(), ClusterResources.Uniform(2)));
        Assert.Equal("mine: task 0 of 's' (source, 5 tasks) in graph 'two': the function that chooses its worker failed: FormatException: oops", failed.Message);
        Assert.IsType<FormatException>(failed.InnerException);
        Assert.StartsWith(
            "mine: task 0 of 's' (source, 5 tasks) in graph 'two': the function chose worker 1, which has no room for it.\nTask 0 of",
            Refusal(new UserDefinedTaskScheduler("mine", _ => 1), Two(new() { Cores = 2 }), ClusterResources.Uniform(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_that_cannot_be_where_their_data_is_are_named()
    {
        TaskSchedulePlan before = new RoundRobinTaskScheduler().Schedule(Two(), ClusterResources.Uniform(2));
        Assert.Equal(
            "RoundRobinTaskScheduler: Task 0 of 's' (source, 5 tasks) in graph 'two' has to be with data 'x' of 's' of graph 'two', on worker 0, which has no room for it. It needs on workers 1; left are worker 0 (node node0): 1 core, memory not known, and it is not among those that may run it.",
            Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Schedule(new([Two(new() { Workers = [1] })], ClusterResources.Uniform(2)) { Earlier = [before] })).Message);
        Assert.Equal(
            "RoundRobinTaskScheduler: vertex 's' (source, 4 tasks) of graph 'two' has to be with data 'x' of 's' of graph 'two', which has 5 tasks. Give them the same parallelism.",
            Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Schedule(new([Two(tasks: 4)], ClusterResources.Uniform(2)) { Earlier = [before] })).Message);
        Assert.Equal(
            "The earlier plan of 'two' is for 2 workers; there are 3 now.",
            Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Schedule(new([Two()], ClusterResources.Uniform(3)) { Earlier = [before] })).Message);
    }

    [Fact]
    public void A_plan_that_is_not_for_the_graph_is_refused()
    {
        ComputeGraph graph = Two();
        Assert.Contains("vertex 's' (source, 5 tasks) has 1 workers", Wrong(() => TaskSchedulePlan.Of(graph, "mine", 2, _ => [0])), StringComparison.Ordinal);
        Assert.Contains("task 1 of 's' is on worker 2; there are 2 (0 to 1)", Wrong(() => TaskSchedulePlan.Of(graph, "mine", 2, vertex => [.. Enumerable.Range(1, vertex.Parallelism)])), StringComparison.Ordinal);
        TaskSchedulePlan plan = new RoundRobinTaskScheduler().Schedule(graph, ClusterResources.Uniform(2));
        Assert.Contains($"it is for graph 'two' with hash {graph.Hash:x16}, not for", Wrong(() => plan.Check(Two(tasks: 4))), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TaskSchedulePlan.FromJson("{}"));
        Assert.Throws<FormatException>(() => TaskSchedulePlan.FromJson(plan.ToJson().Replace("[0,1,0,1,0]", "[0,1,0,1,1]", StringComparison.Ordinal)));
        Assert.Throws<FormatException>(() => TaskSchedulePlan.FromJson(plan.ToJson()[..50]));
    }

    private static string Wrong(Action action) => Assert.Throws<TaskScheduleException>(action).Message;

    private static string Refusal(ITaskScheduler scheduler, ComputeGraph graph, ClusterResources workers) => Assert.Throws<TaskScheduleException>(() => scheduler.Schedule(graph, workers)).Message;

    private static ComputeGraph Two(TaskConstraints? constraints = null, int tasks = 5)
    {
        ComputeGraphBuilder builder = new("two", parallelism: 2);
        builder.AddSource("s", () => new Records<int>((_, _) => []), tasks, constraints).AddInput<int>("x");
        builder.AddSink("end", () => new Kept<int>([])).PartitionRoundRobin("s");
        return builder.Build();
    }
}
