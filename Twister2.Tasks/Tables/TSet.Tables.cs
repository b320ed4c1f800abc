using Apache.Arrow;

namespace Twister2.Tasks;

// Records as tables.
public abstract partial class TSet<T>
{
    /// <summary>
    /// A table of the records: a column for each public property of a record, class or struct, for each item of a tuple (<c>Item1</c>, …), for a pair <c>Key</c> and <c>Value</c>; a record that is a single
    /// value itself is a column <c>Value</c>. Names that are given here take the place of those. Columns of <c>int?</c> and the like, and of objects, may have nulls.
    /// </summary>
    /// <exception cref="NotSupportedException">A property is of a type that no column has; the message names it.</exception>
    /// <exception cref="ArgumentException">There are more or fewer names than columns.</exception>
    public Table ToTable(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new RecordTable<T>(this, names);
    }

    /// <summary>This worker's records as Arrow record batches, with the columns of <see cref="ToTable"/>. Action; collective.</summary>
    /// <exception cref="NotSupportedException">A property is of a type that no column has; the message names it.</exception>
    public IReadOnlyList<RecordBatch> ToArrow() => ToTable().ToArrow();
}
