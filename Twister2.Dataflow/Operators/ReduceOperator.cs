using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>
/// An operator that combines the values of all source tasks: single values, or vectors of one length, element by element. What is combined with what depends on the plan and the length alone, so
/// that the same input gives the same bits on every run.
/// </summary>
public abstract class ReduceOperator<T> : DataflowOperator
{
    private readonly Reduction<T> _reduction;

    private protected ReduceOperator(DataflowEnvironment environment, LogicalPlan plan, string name, Folding<T> folding, int length) : base(environment, plan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength);
        Length = length;
        _reduction = new Reduction<T>(environment, name, plan, folding, length);
        FinishIfNoSource();
    }

    /// <summary>How many values a vector has; 1 for single values.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override bool IsComplete => _reduction.IsComplete;

    private protected override IEdge Edge => _reduction;

    /// <summary>Adds a value of a source task.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished; or the operator is for vectors of more values.</exception>
    public void Add(int source, T value) => Add(source, new ReadOnlySpan<T>(in value));

    /// <summary>
    /// Adds a vector of a source task, or several one behind the other; with a <see cref="Length"/> of 1 that is any number of values. They are combined at once with what the task has added before; a source that adds
    /// nothing takes no part.
    /// </summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished; or these are not whole vectors.</exception>
    public void Add(int source, ReadOnlySpan<T> vectors)
    {
        CheckAdds(source);
        _reduction.Add(source, vectors);
        CountAdded(vectors.Length / Length);
    }

    /// <summary>Whether there is a result: false if no source has added anything. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public bool HasValue(int target)
    {
        CheckComplete();
        if ((uint)target >= (uint)Plan.Targets || Plan.WorkerOfTarget(target) != Environment.Worker)
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {Environment.Worker}.");
        return _reduction.HasValue;
    }

    /// <summary>The result at a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or no source has added anything, or the result is a vector of more values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public T Value(int target)
    {
        ReadOnlySpan<T> values = Values(target);
        return values.Length == 1
            ? values[0]
            : throw new InvalidOperationException(values.IsEmpty ? "No source task has added a value, so there is none." : $"The result has {values.Length} values: read {nameof(Values)}.");
    }

    /// <summary>The resulting vector at a target task of this worker, empty if no source has added anything; it lasts as long as the operator. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ReadOnlySpan<T> Values(int target) => HasValue(target) ? _reduction.Values : [];

    /// <summary>Gives the result at a target task of this worker to a sink. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (HasValue(target)) sink.Add(_reduction.Values);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _reduction.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override void FinishAll() => _reduction.Finish();
}
