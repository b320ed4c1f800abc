using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>An operator whose source tasks add records and whose target tasks keep those that are for them, within the worker's memory budget and on scratch beyond it.</summary>
public abstract class RecordOperator<T> : DataflowOperator
{
    private protected RecordOperator(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan) { }

    /// <summary>Adds a record of a source task.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        AddAll(source, records);
    }

    /// <summary>
    /// Adds a record, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, T record) => TryAdd(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records as <see cref="TryAdd(int, T)"/> does: all of them, or none.</summary>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <summary>Records of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target) => Received(target).Sum(static store => store.Count);

    /// <summary>
    /// Reads the records of a target task of this worker, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in operation.Read(task))</c>. Once complete; as often as one
    /// likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Read(int target) => new StoresReader<T>(Received(target), consume: false);

    /// <summary>Reads as <see cref="Read"/> does, once: memory is given back behind the reader, where no other task of the worker is to read the same records.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the task has consumed its records.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Consume(int target) => new StoresReader<T>(Received(target), consume: IsLastToConsume(target));

    /// <summary>Gives the records of a target task of this worker to a sink. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using RecordReader<T> reader = Read(target);
        foreach (ReadOnlySpan<T> chunk in reader) sink.Add(chunk);
    }

    private protected abstract void AddAll(int source, ReadOnlySpan<T> records);

    /// <summary>What a target task of this worker has got, in the order of reading.</summary>
    private protected abstract IReadOnlyList<RecordStore<T>> StoresOf(int target);

    /// <summary>Notes that a task consumes its records. Whether nobody else has them to read.</summary>
    private protected virtual bool IsLastToConsume(int target) => true;

    private IReadOnlyList<RecordStore<T>> Received(int target)
    {
        CheckComplete();
        if ((uint)target >= (uint)Plan.Targets || Plan.WorkerOfTarget(target) != Environment.Worker)
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {Environment.Worker}.");
        return StoresOf(target);
    }
}
