using System.Runtime.InteropServices;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>
/// Which worker runs each source task and each target task of an operator. Tasks are numbered from 0 on each side; a worker may run any number of
/// them. Every worker must build the same plan. Twister2's <c>LogicalPlan</c>.
/// </summary>
public sealed class LogicalPlan
{
    private readonly int[] _sources;
    private readonly int[] _targets;
    private uint? _signature;

    /// <summary>A plan from the worker of each source task and of each target task.</summary>
    /// <exception cref="ArgumentException">There is no source or no target.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A worker is not in 0 … <paramref name="workers"/> − 1.</exception>
    public LogicalPlan(int workers, ReadOnlySpan<int> sourceWorkers, ReadOnlySpan<int> targetWorkers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        if (sourceWorkers.IsEmpty) throw new ArgumentException("An operator needs a source task.", nameof(sourceWorkers));
        if (targetWorkers.IsEmpty) throw new ArgumentException("An operator needs a target task.", nameof(targetWorkers));
        Workers = workers;
        _sources = sourceWorkers.ToArray();
        _targets = targetWorkers.ToArray();
        foreach (int worker in (int[])[.. _sources, .. _targets])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(worker, nameof(sourceWorkers));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, workers, nameof(sourceWorkers));
        }
    }

    /// <summary>One source and one target task on every worker, with the worker's number.</summary>
    public static LogicalPlan OnePerWorker(int workers)
    {
        int[] all = [.. Enumerable.Range(0, workers)];
        return new LogicalPlan(workers, all, all);
    }

    /// <summary>One source task on every worker, one target task on <paramref name="worker"/>.</summary>
    public static LogicalPlan ToOne(int workers, int worker) => new(workers, [.. Enumerable.Range(0, workers)], [worker]);

    /// <summary>Workers of the job.</summary>
    public int Workers { get; }

    /// <summary>Source tasks.</summary>
    public int Sources => _sources.Length;

    /// <summary>Target tasks.</summary>
    public int Targets => _targets.Length;

    /// <summary>The worker that runs a source task.</summary>
    public int WorkerOfSource(int source) => _sources[source];

    /// <summary>The worker that runs a target task.</summary>
    public int WorkerOfTarget(int target) => _targets[target];

    /// <summary>The source tasks of a worker.</summary>
    public IEnumerable<int> SourcesOf(int worker) => TasksOf(_sources, worker);

    /// <summary>The target tasks of a worker.</summary>
    public IEnumerable<int> TargetsOf(int worker) => TasksOf(_targets, worker);

    /// <summary>
    /// One source and one target task on this worker, and a plan of its own on every other: for records that are where they have to be. The workers tell each other nothing, not even that they have finished.
    /// </summary>
    internal static LogicalPlan Alone(int workers, int worker) => new(workers, [worker], [worker]) { IsAlone = true };

    /// <summary>Whether every worker has a plan of its own.</summary>
    internal bool IsAlone { get; init; }

    /// <summary>A hash of the tasks: what workers with different plans find each other out by. 0 where each has its own.</summary>
    internal uint Signature => IsAlone ? 0 : _signature ??= (uint)StableHash.OfBytes([.. MemoryMarshal.AsBytes<int>(_sources), 0xFF, .. MemoryMarshal.AsBytes<int>(_targets)]);

    /// <summary>An operator on the side of a worker's source tasks, for messages.</summary>
    internal string PlaceOf(string name, int worker) => SourcesOf(worker).ToArray() switch
    {
        [] => $"{name}: worker {worker}",
        [int source] => $"{name}: worker {worker}, source task {source}",
        int[] sources => $"{name}: worker {worker}, source tasks {string.Join(", ", sources)}",
    };

    private static IEnumerable<int> TasksOf(int[] workers, int worker)
    {
        for (int task = 0; task < workers.Length; task++)
            if (workers[task] == worker) yield return task;
    }
}
