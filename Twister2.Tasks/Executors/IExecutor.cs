using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Runs graphs on one worker, together with the executors of the other workers. Twister2's <c>IExecutor</c>.</summary>
public interface IExecutor : IDisposable
{
    /// <summary>
    /// Which worker runs which task of the graph, and what this worker has to do. It is made when the graph comes for the first time, and kept. Collective: every worker must call this in the same order.
    /// </summary>
    /// <exception cref="TaskScheduleException">On all workers: a task finds no worker, or the workers have built different graphs.</exception>
    ExecutionPlan Plan(ComputeGraph graph);

    /// <summary>Runs the graph from its sources to its end, as often as one likes. Collective: every worker must call this in the same order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cancellation">Ends the run early; each task sees it in <see cref="TaskContext.Cancellation"/>, and none gets another chunk. The job cannot go on then: the workers are in the middle of their messages.</param>
    /// <exception cref="UserCodeException">A task failed on this worker; the message names vertex, task and worker.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled on this worker.</exception>
    void Execute(ComputeGraph graph, CancellationToken cancellation = default);
}
