using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Asks schedulers for plans: here, or for all workers together.</summary>
public static class TaskScheduling
{
    /// <summary>The plan of one graph, made here.</summary>
    /// <exception cref="TaskScheduleException">A task finds no worker.</exception>
    public static TaskSchedulePlan Schedule(this ITaskScheduler scheduler, ComputeGraph graph, ClusterResources resources)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return scheduler.Schedule(new ScheduleRequest([graph], resources))[0];
    }

    /// <summary>The plan of one graph for all workers. Collective: see <see cref="Plan(ITaskScheduler, DataflowEnvironment, IReadOnlyList{ComputeGraph}, ClusterResources, IReadOnlyList{TaskSchedulePlan})"/>.</summary>
    /// <exception cref="TaskScheduleException">As there.</exception>
    public static TaskSchedulePlan Plan(this ITaskScheduler scheduler, DataflowEnvironment environment, ComputeGraph graph, ClusterResources? resources = null) =>
        Plan(scheduler, environment, [graph], resources)[0];

    /// <summary>
    /// Worker 0 asks the scheduler, and all workers get its plans. They compare the hashes of their graphs before and those of the plans after, so that all execute the same. Collective: every worker must call this
    /// in the same order.
    /// </summary>
    /// <param name="scheduler">The scheduler; only worker 0's counts.</param>
    /// <param name="environment">This worker.</param>
    /// <param name="graphs">The graphs, the same ones on every worker.</param>
    /// <param name="resources">The workers. Default: they are asked (<see cref="ClusterResources.Gather"/>).</param>
    /// <param name="earlier">Plans of graphs that give named data to these.</param>
    /// <exception cref="TaskScheduleException">On all workers: their graphs differ, with the first line that does; a task finds no worker; or the scheduler failed.</exception>
    public static IReadOnlyList<TaskSchedulePlan> Plan(
        this ITaskScheduler scheduler, DataflowEnvironment environment, IReadOnlyList<ComputeGraph> graphs, ClusterResources? resources = null, IReadOnlyList<TaskSchedulePlan>? earlier = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(graphs);
        ScheduleAgreement agreement = new(environment);
        agreement.CheckGraphs(graphs);
        resources ??= ClusterResources.Gather(environment);
        return agreement.Share(graphs, () => Ask(scheduler, new(graphs, resources) { Earlier = earlier ?? [] }, environment.WorkerCount));
    }

    private static IReadOnlyList<TaskSchedulePlan> Ask(ITaskScheduler scheduler, ScheduleRequest request, int workers)
    {
        if (request.Resources.WorkerCount != workers) throw new TaskScheduleException($"The resources are those of {request.Resources.WorkerCount} workers; the job has {workers}.");
        IReadOnlyList<TaskSchedulePlan> plans = scheduler.Schedule(request);
        if (plans.Count != request.Graphs.Count) throw new TaskScheduleException($"{scheduler.GetType().Name} made {plans.Count} plans for {request.Graphs.Count} graphs.");
        for (int i = 0; i < plans.Count; i++) plans[i].Check(request.Graphs[i]);
        return plans;
    }
}
