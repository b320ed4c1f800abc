using System.Numerics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>From data sets of pairs to keyed ones.</summary>
public static class TupleTSets
{
    /// <summary>The same pairs, as what the keyed operators work on: a sorted or a joined set of pairs, for example.</summary>
    public static TupleTSet<TKey, TValue> AsTuples<TKey, TValue>(this TSet<KeyValuePair<TKey, TValue>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs as TupleTSet<TKey, TValue> ?? new TuplesOf<TKey, TValue>(pairs);
    }

    /// <summary>As <see cref="TupleTSet{TKey, TValue}.KeyedReduce(Func{TValue, TValue, TValue})"/>, by an operation on numbers, which costs no call per value; a sum wraps round where the type's own does.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public static TupleTSet<TKey, TValue> KeyedReduce<TKey, TValue>(this TupleTSet<TKey, TValue> pairs, ReduceOperation operation) where TValue : INumber<TValue>
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return new KeyedReduceTSet<TKey, TValue>(pairs, operation.Keyed<TKey, TValue>());
    }

    private sealed class TuplesOf<TKey, TValue>(TSet<KeyValuePair<TKey, TValue>> pairs) : TupleTSet<TKey, TValue>(pairs.Environment)
    {
        internal override KeptBy KeptBy => pairs.KeptBy;

        internal override SortOrder<KeyValuePair<TKey, TValue>>? KeptOrder => pairs.KeptOrder;

        internal override TSet<KeyValuePair<TKey, TValue>>? Together(SortOrder<KeyValuePair<TKey, TValue>> by) => pairs.Together(by);

        internal override Partitions<KeyValuePair<TKey, TValue>> Open() => pairs.Open();

        internal override PlanStep Describe() => pairs.Describe();
    }
}
