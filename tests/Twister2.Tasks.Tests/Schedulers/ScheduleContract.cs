namespace Twister2.Tasks.Tests;

/// <summary>All workers get the plan of worker 0, or all get the same error.</summary>
public abstract class ScheduleContract(IWorkers workers)
{
    [Fact]
    public void All_workers_have_the_plan_of_worker_0() => workers.Run(env =>
    {
        ComputeGraph first = Graph("first"), second = Graph("second");
        // A scheduler that would place tasks differently on each worker: only worker 0's counts.
        ITaskScheduler scheduler = new UserDefinedTaskScheduler("mine", task => (task.Task + env.Worker) % env.WorkerCount);
        IReadOnlyList<TaskSchedulePlan> plans = scheduler.Plan(env, [first, second]);
        Assert.Equal(["first", "second"], plans.Select(plan => plan.Graph));
        Assert.Equal(Enumerable.Range(0, 4).Select(task => task % env.WorkerCount), plans[0].WorkersOf("s"));
        Assert.Equal(env.Broadcast(plans[0].Hash), plans[0].Hash);
        Assert.Equal(plans[0], scheduler.Plan(env, first));
    });

    [Fact]
    public void A_worker_with_another_graph_is_named_on_all() => workers.Run(env =>
    {
        for (int other = 1; other < env.WorkerCount; other++)
        {
            ComputeGraph mine = Graph("g", parallelism: env.Worker >= other ? 5 : 4);
            string message = Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Plan(env, mine)).Message;
            Assert.StartsWith($"The workers have built different graphs: worker {other} is the first that differs from worker 0. Worker 0 has: vertex 's' source, 4 tasks, writes Int32 (0 cores, 0 bytes, ,  to System.Int32). It has: vertex 's' source, 5 tasks,", message, StringComparison.Ordinal);
        }
        // They can go on.
        Assert.Equal(env.WorkerCount, new RoundRobinTaskScheduler().Plan(env, Graph("g")).WorkerCount);
    });

    [Fact]
    public void A_worker_with_fewer_graphs_is_named_on_all() => workers.Run(env =>
    {
        if (env.WorkerCount == 1) return;
        bool isLast = env.Worker == env.WorkerCount - 1;
        string message = Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Plan(env, isLast ? [Graph("a")] : [Graph("a"), Graph("b")])).Message;
        Assert.Contains($"worker {env.WorkerCount - 1} is the first", message, StringComparison.Ordinal);
        Assert.Contains("Worker 0 has: graph 'b' Batch . It has: nothing more.", message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_refusal_reaches_all() => workers.Run(env =>
    {
        ComputeGraph graph = Graph("g", constraints: new() { Cores = 1e6 });
        string message = Assert.Throws<TaskScheduleException>(() => new BatchTaskScheduler().Plan(env, graph)).Message;
        Assert.StartsWith("BatchTaskScheduler: Task 0 of 's' (source, 4 tasks) in graph 'g' finds no worker. It needs 1000000 cores.", message, StringComparison.Ordinal);
        Assert.Contains($"\n  worker {env.WorkerCount - 1} (node", message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_scheduler_that_fails_or_makes_a_wrong_plan_is_told_on_all() => workers.Run(env =>
    {
        ComputeGraph graph = Graph("g");
        Assert.Equal("The scheduler failed on worker 0: NotSupportedException: not today", Message(new Own(_ => throw new NotSupportedException("not today"))));
        Assert.Equal("Own made 0 plans for 1 graphs.", Message(new Own(_ => [])));
        Assert.Contains("it is for graph 'h'", Message(new Own(request => [new RoundRobinTaskScheduler().Schedule(Graph("h"), request.Resources)])), StringComparison.Ordinal);
        Assert.Equal(
            $"The resources are those of {env.WorkerCount + 1} workers; the job has {env.WorkerCount}.",
            Assert.Throws<TaskScheduleException>(() => new RoundRobinTaskScheduler().Plan(env, graph, ClusterResources.Uniform(env.WorkerCount + 1))).Message);

        string Message(ITaskScheduler scheduler) => Assert.Throws<TaskScheduleException>(() => scheduler.Plan(env, graph)).Message;
    });

    private static ComputeGraph Graph(string name, int parallelism = 4, TaskConstraints? constraints = null)
    {
        ComputeGraphBuilder builder = new(name, parallelism);
        builder.AddSource("s", () => new Records<int>((_, _) => []), constraints: constraints);
        builder.AddSink("k", () => new Kept<int>([])).Direct("s");
        return builder.Build();
    }

    private sealed class Own(Func<ScheduleRequest, IReadOnlyList<TaskSchedulePlan>> schedule) : ITaskScheduler
    {
        public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request) => schedule(request);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessSchedules() : ScheduleContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiSchedules() : ScheduleContract(new MpiWorkers());
