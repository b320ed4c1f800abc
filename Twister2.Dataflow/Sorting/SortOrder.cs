using System.Runtime.CompilerServices;
using Twister2.Dataflow.Sorting;

namespace Twister2.Dataflow;

/// <summary>
/// An order of records, for <see cref="Sort{T}"/>, <see cref="Merge{T}"/> and <see cref="TopK{T}"/>. Made by <see cref="SortOrder"/>. Every worker must make the same.
/// </summary>
/// <remarks>
/// To the sort an order is two things: 64 bits for each record, which mostly decide, asked for a chunk at a time; and a comparison of two records, asked for where these are equal.
/// </remarks>
public abstract class SortOrder<T>
{
    private protected SortOrder(bool isStable) => IsStable = isStable;

    /// <summary>Whether equal records keep the order of source tasks and, of each source, of adding.</summary>
    public bool IsStable { get; }

    /// <summary>The opposite order. Equal records of a stable order keep their order.</summary>
    public abstract SortOrder<T> Descending();

    /// <summary>
    /// The same order, in which equal records keep the order of source tasks and, of each source, of adding. Costs an integer per record.
    /// </summary>
    public abstract SortOrder<T> Stable();

    /// <summary>This order, and <paramref name="next"/> for records that are equal in it. Stable where this one is. LINQ's <c>ThenBy</c>.</summary>
    public SortOrder<T> ThenBy(SortOrder<T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new SuccessiveOrder<T>(this, next, IsStable);
    }

    /// <summary>Whether records that are in this order are in another one, too, and equal ones as the other one wants them: as far as can be known, functions being what they are.</summary>
    internal bool Implies(SortOrder<T> other)
    {
        ReadOnlySpan<SortOrder<T>> mine = Parts(), others = other.Parts();
        if (others.Length > mine.Length) return false;
        for (int i = 0; i < others.Length; i++)
            if (!mine[i].Says(others[i])) return false;
        // Records that the other order has as equal it would leave as they are.
        return true;
    }

    /// <summary>Its first part, where that is by this very function; else null.</summary>
    internal SortOrder<T>? FirstBy<TKey>(Func<T, TKey> key) => Parts()[0] is KeyOrder<T, TKey> first && first.IsBy(key) ? first : null;

    /// <summary>The orders that it is made of, the first one first.</summary>
    internal virtual SortOrder<T>[] Parts() => [this];

    /// <summary>Whether two orders that are made of no others have the same keys, in the same direction. Functions are the same where they are of one method and one object.</summary>
    internal virtual bool Says(SortOrder<T> other) => ReferenceEquals(this, other);

    /// <summary>Whether records with equal bits are equal.</summary>
    internal abstract bool BitsDecide { get; }

    /// <summary>Whether functions that users wrote are called.</summary>
    internal virtual bool RunsUserCode => true;

    /// <summary>What is thrown where a function of the order did so, or its comparison contradicts itself.</summary>
    internal virtual Exception Failed(Exception e) => e;

    /// <summary>The first 64 bits of each record's key, so that unsigned numbers have the order of the records; equal where they cannot tell.</summary>
    internal abstract void GetBits(ReadOnlySpan<T> records, Span<ulong> bits);

    /// <summary>Compares two records whose bits are equal.</summary>
    internal abstract int Compare(in T a, in T b);
}

/// <summary>Ways to order records.</summary>
public static class SortOrder
{
    /// <summary>
    /// Ascending order of the records themselves, as <see cref="Comparer{T}.Default"/> has it - NaN before all numbers, null before all else, −0.0 equal to 0.0 - and text by
    /// code unit, whatever the culture.
    /// </summary>
    /// <exception cref="NotSupportedException">The type has no order.</exception>
    public static SortOrder<T> Natural<T>() => By<T, T>(static record => record);

    /// <summary>Ascending order of a key, with the rules of <see cref="Natural"/>.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order.</exception>
    public static SortOrder<T> By<T, TKey>(Func<T, TKey> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new KeyOrder<T, TKey>(key, KeyBits.For<TKey>(), isDescending: false, isStable: false);
    }

    /// <summary>
    /// Ascending order of the bytes at a place in the record, the first byte first. The fastest for records that carry their key as bytes, such as those of
    /// a TeraSort.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all within the record, or there are none.</exception>
    public static SortOrder<T> ByBytes<T>(int offset, int length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + length, Unsafe.SizeOf<T>(), nameof(length));
        return new BytesOrder<T>(offset, length, isDescending: false, isStable: false);
    }

    /// <summary>The order of a comparison, which must be the same on every worker.</summary>
    public static SortOrder<T> Using<T>(IComparer<T> comparer)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return new ComparerOrder<T>(comparer.Compare, isDescending: false, isStable: false);
    }

    /// <summary>The order of a comparison, which must be the same on every worker.</summary>
    public static SortOrder<T> Using<T>(Comparison<T> comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ComparerOrder<T>(comparison, isDescending: false, isStable: false);
    }
}
