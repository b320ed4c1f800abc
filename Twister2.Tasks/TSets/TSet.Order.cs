using Twister2.Dataflow;

namespace Twister2.Tasks;

// Order and position. The order of a set is that of the tasks and, of each task, of its records: that of Collect.
public abstract partial class TSet<T>
{
    /// <summary>
    /// All records in ascending order of a key: task 0 has the first, each about as many. Equal ones stay in their order. Past the memory budget it goes to scratch. LINQ's <c>OrderBy</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">The type of the key has no order, or records of this type cannot be sent; the message says what can be done.</exception>
    public OrderedTSet<T> OrderBy<TKey>(Func<T, TKey> key) => new(this, SortOrder.By(key).Stable());

    /// <summary>As <see cref="OrderBy"/>, in descending order.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order, or records of this type cannot be sent; the message says what can be done.</exception>
    public OrderedTSet<T> OrderByDescending<TKey>(Func<T, TKey> key) => new(this, SortOrder.By(key).Descending().Stable());

    /// <summary>All records in ascending order of themselves. LINQ's <c>Order</c>.</summary>
    /// <exception cref="NotSupportedException">The type has no order, or cannot be sent; the message says what can be done.</exception>
    public OrderedTSet<T> Order() => Sort(SortOrder.Natural<T>());

    /// <summary>All records in the order given, which need not be stable: then equal ones come in any order, and sorting is a little faster.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public OrderedTSet<T> Sort(SortOrder<T> order) => new(this, order);

    /// <summary>
    /// As <see cref="Sort(SortOrder{T})"/>, where it is known beforehand how the records are spread: each goes to its task at once, and none has to be kept until all have come.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="sample">Some records of this worker, in proportion to how many it has, from all over them; a thousand are plenty.</param>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public OrderedTSet<T> Sort(SortOrder<T> order, T[] sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new(this, order, sample);
    }

    /// <summary>Each record with its position, from 0. Spark's <c>zipWithIndex</c>, LINQ's <c>Index</c>.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<(long Index, T Item)> ZipWithIndex() => new ZipWithIndexTSet<T>(this);

    /// <summary>The pairs of records at equal positions; as many as the shorter set has. LINQ's <c>Zip</c>.</summary>
    /// <exception cref="NotSupportedException">Records of such a type cannot be sent; the message says what can be done.</exception>
    public TSet<(T Left, TOther Right)> Zip<TOther>(TSet<TOther> other) => new ZipTSet<T, TOther>(this, other);

    /// <summary>As <see cref="Zip{TOther}(TSet{TOther})"/>, with what a function makes of each pair.</summary>
    /// <exception cref="NotSupportedException">Records of such a type cannot be sent; the message says what can be done.</exception>
    public TSet<TResult> Zip<TOther, TResult>(TSet<TOther> other, Func<T, TOther, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Zip(other).Map(pair => result(pair.Left, pair.Right));
    }

    /// <summary>For each record all records up to it, itself included, combined with an associative function. MPI's <c>MPI_Scan</c>, record by record.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> Scan(Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return new ScanTSet<T>(this, combine);
    }

    /// <summary>So many records, chosen at random, all if there are no more; the same ones for the same seed and number of tasks. Spark's <c>takeSample</c>, as a data set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> Sample(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new SampleTSet<T>(this, (env, plan) => new Sample<T>(env, plan, count, seed));
    }

    /// <summary>Each record with the probability given, 0 to 1; the same ones for the same seed and number of tasks. Spark's <c>sample</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A fraction that is not from 0 to 1.</exception>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> SampleFraction(double fraction, long seed)
    {
        if (!(fraction >= 0 && fraction <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is from 0 to 1.");
        return new SampleTSet<T>(this, (env, plan) => Twister2.Dataflow.Sample.Fraction<T>(env, plan, fraction, seed));
    }
}
