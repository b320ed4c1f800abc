using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>
/// The tasks of a worker's data sets: as many as it has threads, which take one after the other. Which thread runs which task changes nothing in the results. With one thread nothing is locked, and nobody is asked.
/// </summary>
internal sealed class WorkerTasks(DataflowEnvironment env, int count) : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private WorkerThreads? _threads;
    private bool _isDisposed;

    /// <summary>Tasks of this worker.</summary>
    public int Count => count;

    /// <summary>The number, among the tasks of all workers, of this worker's first.</summary>
    public int First { get; } = env.Worker * count;

    /// <summary>Tasks of all workers.</summary>
    public int Total { get; } = checked(env.WorkerCount * count);

    /// <summary>As many source and target tasks on every worker.</summary>
    public LogicalPlan Plan { get; } = new(env.WorkerCount, WorkersOf(env, count), WorkersOf(env, count));

    /// <summary>The same source tasks, and one target on each worker.</summary>
    public LogicalPlan ToWorkers => field ??= new(env.WorkerCount, WorkersOf(env, count), WorkersOf(env, 1));

    /// <summary>The same source tasks, and one target on worker 0.</summary>
    public LogicalPlan ToOne => field ??= new(env.WorkerCount, WorkersOf(env, count), [0]);

    /// <summary>One task of this worker, which hears of no other worker.</summary>
    public LogicalPlan Alone => field ??= LogicalPlan.Alone(env.WorkerCount, env.Worker);

    /// <summary>What lets one thread at a time use the worker's operators.</summary>
    public WorkerGate Gate { get; } = new(env, isShared: count > 1);

    /// <summary>Whether several threads run tasks.</summary>
    public bool IsShared => count > 1;

    /// <summary>Does the same for each task, and returns when all are done. What one of them throws first ends the others, and is thrown.</summary>
    public void ForEach(Action<int> body)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(BatchEnvironment));
        if (env.Trace is { } trace) body = Traced(trace, body);
        if (count == 1)
        {
            body(0);
            return;
        }
        _threads ??= new WorkerThreads(count - 1, $"worker {env.Worker}");
        new TaskLoop(env, Gate, _threads, count, body).Run();
    }

    private Action<int> Traced(TraceLog trace, Action<int> body)
    {
        string name = env.Stages.Place.Group.Graph is { Length: > 0 } action ? action : "tasks";
        return task =>
        {
            long since = Stopwatch.GetTimestamp();
            body(task);
            trace.Add(name, TraceKind.Task, since, $"task {First + task}");
        };
    }

    /// <summary>One thing for each task, where order is what matters, not time.</summary>
    public TItem[] Each<TItem>(Func<int, TItem> make)
    {
        TItem[] items = new TItem[count];
        for (int task = 0; task < items.Length; task++) items[task] = make(task);
        return items;
    }

    /// <summary>Uses the worker's operators or counters.</summary>
    public void Inside(Action action)
    {
        Gate.Enter();
        try
        {
            action();
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>Makes an operator that is a part of another one's stage.</summary>
    public T InStage<T>(StageLedger stage, Func<T> make)
    {
        StagePlace before = env.Stages.Place;
        env.Stages.Place = before.With(stage);
        try
        {
            return make();
        }
        finally
        {
            env.Stages.Place = before;
        }
    }

    /// <summary>Keeps what an action has opened, so that it is given back also where the action fails.</summary>
    public void Opened(IDisposable operation) => _open.Add(operation);

    /// <summary>Leaves it to somebody else to give it back, beyond the action.</summary>
    public void Leave(IDisposable operation) => _open.Remove(operation);

    /// <summary>Gives it back.</summary>
    public void Close(IDisposable operation)
    {
        if (_open.Remove(operation)) operation.Dispose();
    }

    /// <summary>At the end of an action: what it has left open.</summary>
    public void CloseAll()
    {
        for (int last = _open.Count - 1; last >= 0; last--) Close(_open[last]);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _threads?.Dispose();
    }

    private static int[] WorkersOf(DataflowEnvironment env, int count) => [.. Enumerable.Range(0, env.WorkerCount * count).Select(task => task / count)];
}
