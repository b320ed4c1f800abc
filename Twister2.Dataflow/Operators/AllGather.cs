using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings the records of all source tasks to every target task, in the order of the sources and, of each source, of adding; those of one source can be asked for by its number. The target tasks
/// of a worker share one copy. MPI's Allgatherv of records whose numbers nobody knows before.
/// </summary>
/// <remarks>
/// Each worker's chunks go down a tree of their own, so that the work of passing on is shared by all; a few bytes from each are collected and spread together. To bring the records to one target only, use
/// <see cref="Gather{T}"/>.
/// </remarks>
public sealed class AllGather<T> : ReplicatedOperator<T>
{
    /// <summary>A gather to all targets.</summary>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public AllGather(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan, nameof(AllGather<>)) { }

    /// <summary>How many records a source task has added. Once complete, on workers with a target task.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such source task, or no target task runs here.</exception>
    public long CountOfSource(int source) => Source(source)?.Count ?? 0;

    /// <summary>Reads the records of one source task. Once complete, on workers with a target task; as often as one likes.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such source task, or no target task runs here.</exception>
    public RecordReader<T> ReadSource(int source) => Source(source) is { } store ? store.Read() : new StoresReader<T>([], consume: false);

    private RecordStore<T>? Source(int source)
    {
        CheckComplete();
        if ((uint)source >= (uint)Plan.Sources)
            throw new ArgumentOutOfRangeException(nameof(source), $"There is no source task {source}: there are {Plan.Sources}.");
        if (!Plan.TargetsOf(Environment.Worker).Any())
            throw new ArgumentOutOfRangeException(nameof(source), $"No target task runs on worker {Environment.Worker}, so it has no records.");
        return StoreOfSource(source);
    }
}
