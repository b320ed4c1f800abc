namespace Twister2.Dataflow.Stores;

/// <summary>What the source tasks of this worker have added, kept where it is until all have finished.</summary>
internal sealed class SourceStores<T> : IDisposable
{
    private readonly RecordStore<T>?[] _stores;
    private readonly int _worker;

    public SourceStores(DataflowEnvironment env, string owner, LogicalPlan plan)
    {
        _worker = env.Worker;
        _stores = new RecordStore<T>?[plan.Sources];
        Tasks = [.. plan.SourcesOf(env.Worker)];
        foreach (int task in Tasks) _stores[task] = new RecordStore<T>(env, owner, $"{owner}: worker {env.Worker}, source task {task}");
    }

    /// <summary>The source tasks of this worker in their order.</summary>
    public int[] Tasks { get; }

    /// <summary>The store of a task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordStore<T> this[int task] => (uint)task < (uint)_stores.Length && _stores[task] is { } store
        ? store
        : throw new ArgumentOutOfRangeException(nameof(task), $"Source task {task} does not run on worker {_worker}.");

    /// <summary>Hands over a task's store, which is the caller's from now on.</summary>
    public RecordStore<T> Take(int task)
    {
        RecordStore<T> store = this[task];
        _stores[task] = null;
        return store;
    }

    public void Dispose()
    {
        foreach (RecordStore<T>? store in _stores) store?.Dispose();
    }
}
