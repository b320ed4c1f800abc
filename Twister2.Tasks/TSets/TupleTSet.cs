using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>A data set of pairs of key and value. Twister2's <c>TupleTSet</c>.</summary>
public abstract class TupleTSet<TKey, TValue> : TSet<KeyValuePair<TKey, TValue>>
{
    private protected TupleTSet(BatchEnvironment environment) : base(environment) { }

    /// <summary>
    /// One pair per key: all its values combined with <paramref name="reduce"/>, which must be associative and commutative. Values are combined on each
    /// worker before they are sent. Each key ends on one task, chosen by its hash, and stays there without a shuffle where the pairs are already so divided: see <see cref="KeyedPartition"/>. SQL's <c>GROUP BY</c>, Spark's <c>reduceByKey</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> KeyedReduce(Func<TValue, TValue, TValue> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return new KeyedReduceTSet<TKey, TValue>(this, (env, plan) => new KeyedReduce<TKey, TValue>(env, plan, reduce));
    }

    /// <summary>
    /// Each key with all its values, in the order of the set, on one task, chosen by the key's hash; keys in no order. The values of a key are in memory together. Twister2's <c>keyedGather</c>, Spark's
    /// <c>groupByKey</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue[]> KeyedGather() => new KeyedGatherTSet<TKey, TValue>(this, isSorted: false);

    /// <summary>As <see cref="KeyedGather"/>, the keys of each task in ascending order.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash or no order, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue[]> KeyedGatherSorted() => new KeyedGatherTSet<TKey, TValue>(this, isSorted: true);

    /// <summary>
    /// The same pairs, all of a key on one task, chosen by the key's hash. Behind it, and behind every other keyed operation, keyed operations and joins by the same key move nothing; filters, <see cref="MapValues"/>,
    /// <see cref="Cache"/> and <see cref="TSet{T}.Persist"/> may stand between. Twister2's <c>keyedPartition</c>, Spark's <c>partitionBy</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> KeyedPartition() => new KeyedPartitionTSet<TKey, TValue>(this);

    /// <summary>
    /// The same pairs in ascending order of their keys, equal ones in the order of the set: task 0 has the first keys. All pairs of a key are on one task, so that <c>KeyedReduce</c> and <see cref="KeyedGather"/> move
    /// nothing behind it; where few keys have most pairs, tasks get very different numbers of them, which <see cref="TSet{T}.OrderBy"/> avoids. Spark's <c>sortByKey</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no order, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> SortByKey() => SortByKey(ByKey);

    /// <summary>As <see cref="SortByKey()"/>, in descending order.</summary>
    /// <exception cref="NotSupportedException">Such keys have no order, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> SortByKeyDescending() => SortByKey(ByKey.Descending());

    private TupleTSet<TKey, TValue> SortByKey(SortOrder<KeyValuePair<TKey, TValue>> order) => new OrderedTSet<KeyValuePair<TKey, TValue>>(this, order.Stable(), together: order).AsTuples();

    private static SortOrder<KeyValuePair<TKey, TValue>> ByKey => SortOrder.By<KeyValuePair<TKey, TValue>, TKey>(static pair => pair.Key);

    /// <summary>A row for each pair of a pair of this set and one of the other that have the same key; a key that is null has none. SQL's <c>INNER JOIN</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TSet<(TKey Key, TValue Left, TRight Right)> Join<TRight>(TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options = null) =>
        new JoinTSet<TKey, TValue, TRight, (TKey, TValue, TRight)>(nameof(Join), this, right, (env, plan) => new Join<TKey, TValue, TRight>(env, plan, options));

    /// <summary>As <see cref="Join{TRight}"/>, and the pairs of this set that find none. SQL's <c>LEFT JOIN</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TSet<(TKey Key, TValue Left, Optional<TRight> Right)> LeftJoin<TRight>(TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options = null) =>
        new JoinTSet<TKey, TValue, TRight, (TKey, TValue, Optional<TRight>)>(nameof(LeftJoin), this, right, (env, plan) => new LeftJoin<TKey, TValue, TRight>(env, plan, options));

    /// <summary>As <see cref="Join{TRight}"/>, and the pairs of the other set that find none. SQL's <c>RIGHT JOIN</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TSet<(TKey Key, Optional<TValue> Left, TRight Right)> RightJoin<TRight>(TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options = null) =>
        new JoinTSet<TKey, TValue, TRight, (TKey, Optional<TValue>, TRight)>(nameof(RightJoin), this, right, (env, plan) => new RightJoin<TKey, TValue, TRight>(env, plan, options));

    /// <summary>As <see cref="Join{TRight}"/>, and the pairs of both sets that find none. SQL's <c>FULL JOIN</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TSet<(TKey Key, Optional<TValue> Left, Optional<TRight> Right)> FullJoin<TRight>(TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options = null) =>
        new JoinTSet<TKey, TValue, TRight, (TKey, Optional<TValue>, Optional<TRight>)>(nameof(FullJoin), this, right, (env, plan) => new FullJoin<TKey, TValue, TRight>(env, plan, options));

    /// <summary>The pairs whose key is among those given, each once. SQL's <c>WHERE EXISTS</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> SemiJoin(TSet<TKey> keys, JoinOptions? options = null) => new FilterJoinTSet<TKey, TValue>(nameof(SemiJoin), this, keys, (env, plan) => new SemiJoin<TKey, TValue>(env, plan, options));

    /// <summary>The pairs whose key is not among those given. SQL's <c>WHERE NOT EXISTS</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TupleTSet<TKey, TValue> AntiJoin(TSet<TKey> keys, JoinOptions? options = null) => new FilterJoinTSet<TKey, TValue>(nameof(AntiJoin), this, keys, (env, plan) => new AntiJoin<TKey, TValue>(env, plan, options));

    /// <summary>Each key of both sets, with all values that either has of it, in memory together. Spark's <c>cogroup</c>.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such pairs cannot be sent; the message says what can be done.</exception>
    public TSet<(TKey Key, TValue[] Left, TRight[] Right)> CoGroup<TRight>(TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options = null) => new CoGroupTSet<TKey, TValue, TRight>(this, right, options);

    /// <summary>The keys of all pairs.</summary>
    public TSet<TKey> Keys() => new KeysTSet<TKey, TValue>(this);

    /// <summary>The values of all pairs.</summary>
    public TSet<TValue> Values() => Map(static pair => pair.Value);

    /// <summary>The same keys with what a function makes of each value.</summary>
    public TupleTSet<TKey, TResult> MapValues<TResult>(Func<TValue, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new MapValuesTSet<TKey, TValue, TResult>(this, map);
    }

    /// <inheritdoc cref="TSet{T}.Filter"/>
    public new TupleTSet<TKey, TValue> Filter(Func<KeyValuePair<TKey, TValue>, bool> predicate) => base.Filter(predicate).AsTuples();

    /// <inheritdoc cref="TSet{T}.Cache"/>
    public new TupleTSet<TKey, TValue> Cache() => new CachedTupleTSet<TKey, TValue>(this);
}
