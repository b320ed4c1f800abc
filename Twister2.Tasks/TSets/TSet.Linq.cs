namespace Twister2.Tasks;

// LINQ's words, which also make query syntax work: from … where … join … on … equals … group … by … orderby … select.
public abstract partial class TSet<T>
{
    /// <summary>LINQ's name for <see cref="Map"/>.</summary>
    public TSet<TResult> Select<TResult>(Func<T, TResult> selector) => Map(selector);

    /// <summary>LINQ's name for <see cref="Filter"/>.</summary>
    public TSet<T> Where(Func<T, bool> predicate) => Filter(predicate);

    /// <summary>LINQ's name for <see cref="FlatMap{TResult}(Func{T, IEnumerable{TResult}})"/>.</summary>
    public TSet<TResult> SelectMany<TResult>(Func<T, IEnumerable<TResult>> selector) => FlatMap(selector);

    /// <summary>All that <paramref name="result"/> makes of each record and each item of its collection. LINQ's <c>SelectMany</c>, a second <c>from</c> in query syntax.</summary>
    public TSet<TResult> SelectMany<TItem, TResult>(Func<T, IEnumerable<TItem>> collection, Func<T, TItem, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(result);
        return FlatMap<TResult>((record, output) =>
        {
            foreach (TItem item in collection(record)) output.Add(result(record, item));
        });
    }

    /// <summary>
    /// Groups of the records that have the same key, each on one task, chosen by the key's hash, or by the ranges of a sort by the same function, behind which nothing moves; records in the order of the set. A group is in memory as a whole. To combine a
    /// group's records into one value <see cref="TupleTSet{TKey, TValue}.KeyedReduce"/> is far cheaper: it combines before anything is sent. LINQ's <c>GroupBy</c>, <c>group … by</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such records cannot be sent; the message says what can be done.</exception>
    public TSet<IGrouping<TKey, T>> GroupBy<TKey>(Func<T, TKey> key) => GroupBy(key, static record => record);

    /// <summary>As <see cref="GroupBy{TKey}(Func{T, TKey})"/>, with an element made of each record.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such elements cannot be sent; the message says what can be done.</exception>
    public TSet<IGrouping<TKey, TElement>> GroupBy<TKey, TElement>(Func<T, TKey> key, Func<T, TElement> element)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(element);
        // Behind a sort by the same function groups are where its ranges are.
        TSet<T>? together = KeptOrder?.FirstBy(key) is { } byKey ? Together(byKey) : null;
        return new MapToTupleTSet<T, TKey, TElement>(together ?? this, record => (key(record), element(record)), together is null ? KeptBy.Nothing : KeptBy.KeyRange).KeyedGather()
            .Map<IGrouping<TKey, TElement>>(static pair => new Grouping<TKey, TElement>(pair.Key, pair.Value));
    }

    /// <summary>
    /// What <paramref name="result"/> makes of each pair of a record of this set and one of the other that have the same key; null equals nothing. LINQ's <c>Join</c>, <c>join … on … equals</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such records cannot be sent; the message says what can be done.</exception>
    public TSet<TResult> Join<TInner, TKey, TResult>(TSet<TInner> inner, Func<T, TKey> outerKey, Func<TInner, TKey> innerKey, Func<T, TInner, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(outerKey);
        ArgumentNullException.ThrowIfNull(innerKey);
        ArgumentNullException.ThrowIfNull(result);
        return MapToTuple(record => (outerKey(record), record)).Join(inner.MapToTuple(record => (innerKey(record), record))).Map(row => result(row.Left, row.Right));
    }

    /// <summary>
    /// What <paramref name="result"/> makes of each record of this set and all records of the other that have its key, none included. LINQ's <c>GroupJoin</c>, <c>join … into</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such records cannot be sent; the message says what can be done.</exception>
    public TSet<TResult> GroupJoin<TInner, TKey, TResult>(TSet<TInner> inner, Func<T, TKey> outerKey, Func<TInner, TKey> innerKey, Func<T, IEnumerable<TInner>, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(outerKey);
        ArgumentNullException.ThrowIfNull(innerKey);
        ArgumentNullException.ThrowIfNull(result);
        return MapToTuple(record => (outerKey(record), record)).CoGroup(inner.MapToTuple(record => (innerKey(record), record)))
            .FlatMap<TResult>((group, output) =>
            {
                // To CoGroup null is a key like any other; to LINQ it equals nothing.
                TInner[] matches = group.Key is null ? [] : group.Right;
                foreach (T record in group.Left) output.Add(result(record, matches));
            });
    }
}
