using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>A data set of pairs of key and value. Twister2's <c>TupleTSet</c>.</summary>
public abstract class TupleTSet<TKey, TValue> : TSet<KeyValuePair<TKey, TValue>>
{
    private protected TupleTSet(BatchEnvironment environment) : base(environment) { }

    /// <summary>
    /// One pair per key: all its values combined with <paramref name="reduce"/>, which must be associative and commutative. Values are combined on each
    /// worker before they are sent. Each key ends on one worker, chosen by its hash. SQL's <c>GROUP BY</c>, Spark's <c>reduceByKey</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> KeyedReduce(Func<TValue, TValue, TValue> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return new KeyedReduceTSet<TKey, TValue>(this, reduce);
    }

    /// <inheritdoc cref="TSet{T}.Cache"/>
    public new TupleTSet<TKey, TValue> Cache() => new CachedTupleTSet<TKey, TValue>(this);
}
