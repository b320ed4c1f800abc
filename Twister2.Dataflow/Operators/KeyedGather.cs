using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings all values of a key to the target task that the key's hash chooses, and gives them there together: grouped, grouped in the order of the keys, or as pairs. Nothing
/// is combined; where values are to become one, <see cref="KeyedReduce{TKey, TValue}"/> sends far less.
/// </summary>
/// <remarks>
/// Costs: the pairs, once over the network; memory for what is received, within the budget. Groups are made when they are read. What does not fit into half of the budget is first
/// divided on scratch, by hash or by ranges of keys, as often as needed; a single key whose values do not fit is streamed.
/// </remarks>
public sealed class KeyedGather<TKey, TValue> : KeyedExchangeOperator<TKey, TValue>
{
    /// <summary>A gather by key. The values of a key come in no particular order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public KeyedGather(DataflowEnvironment environment, LogicalPlan plan) : this(environment, plan, ordered: false) { }

    internal KeyedGather(DataflowEnvironment environment, LogicalPlan plan, bool ordered) : base(environment, nameof(KeyedGather<,>), plan, bySource: ordered) { }

    /// <summary>
    /// Reads each key of a target task of this worker with all its values, keys in no particular order:
    /// <c>foreach (KeyedGroup&lt;TKey, TValue&gt; group in gather.ReadGroups(task)) foreach (ReadOnlySpan&lt;TValue&gt; values in group)</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public GroupReader<TKey, TValue> ReadGroups(int target) =>
        new(Environment, nameof(KeyedGather<,>), Received(target), new HashDivision<TKey, TValue>(Exchange.Hasher), order: null);

    /// <summary>Reads as <see cref="ReadGroups"/> does, in the order of the keys: that of <see cref="IComparable{T}"/>, of strings that of their UTF-16 code units.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public GroupReader<TKey, TValue> ReadSortedGroups(int target)
    {
        IComparer<TKey> order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
        return new(Environment, nameof(KeyedGather<,>), Received(target), new RangeDivision<TKey, TValue>(Exchange.Hasher, order), order);
    }
}

/// <summary>Keyed gathers that promise an order.</summary>
public static class KeyedGather
{
    /// <summary>
    /// A gather by key whose values come in the order of the sources and, of each source, in the order of adding: the same on every run. Collective: every worker must call
    /// this in the same order.
    /// </summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public static KeyedGather<TKey, TValue> Ordered<TKey, TValue>(DataflowEnvironment environment, LogicalPlan plan) => new(environment, plan, ordered: true);
}
