using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>
/// Combines the values of equal keys: each worker combines what its source tasks add, sends one pair per key to the target task of the key, and combines
/// there again. Each key ends on one target task, the same on every run with as many tasks.
/// </summary>
/// <remarks>
/// The function must be associative and commutative. Keys for this worker's own target tasks are combined in place, once. A worker sends early when
/// what it holds for others passes <see cref="DataflowOptions.CombineBytes"/>.
/// </remarks>
public sealed class KeyedReduce<TKey, TValue> : DataflowOperator
{
    private readonly IKeyedCombiner<TKey, TValue> _combiner;

    /// <summary>A keyed reduce with <paramref name="reduce"/>, which combines two values of a key.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public KeyedReduce(DataflowEnvironment environment, LogicalPlan plan, Func<TValue, TValue, TValue> reduce) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        _combiner = typeof(TKey) == typeof(Utf8Text)
            ? (IKeyedCombiner<TKey, TValue>)(object)new KeyedCombiner<Utf8Text, Memory.StoredText, TValue, Utf8KeyTraits>(
                environment, plan, reduce, static () => new Utf8KeyTraits())
            : new KeyedCombiner<TKey, TKey, TValue, PlainKeyTraits<TKey>>(environment, plan, reduce, static () => new PlainKeyTraits<TKey>());
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _combiner.Edge.IsComplete;

    private protected override IEdge Edge => _combiner.Edge;

    /// <summary>Adds a pair of a source task.</summary>
    public void Add(int source, TKey key, TValue value) => Add(source, [new KeyValuePair<TKey, TValue>(key, value)]);

    /// <summary>Adds pairs of a source task; the more at a time, the better the misses of the table overlap.</summary>
    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        CheckAdds(source);
        _combiner.Add(pairs);
    }

    /// <summary>Distinct keys of a target task of this worker, once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public long CountOf(int target)
    {
        CheckComplete();
        return _combiner.CountOf(target);
    }

    internal long LongestProbe(int target) => _combiner.LongestProbe(target);

    /// <summary>Gives each key of a target task of this worker with its combined value to a sink, in no particular order. Once complete.</summary>
    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        CheckComplete();
        _combiner.CopyTo(target, sink);
    }

    /// <inheritdoc/>
    public override string DescribeWait() => _combiner.Edge.DescribeWait();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _combiner.Dispose();
    }

    private protected override void FinishAll() => _combiner.Finish();
}
