using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>
/// A column of values of <typeparamref name="T"/>, each computed from its row: a column of the table (<see cref="Columns.Col{T}"/>), a value, or what operators and functions make of them. As in SQL a null
/// makes null of what is computed from it; comparisons with it are neither true nor false.
/// </summary>
/// <remarks>It is computed for some thousand rows at a time, by loops over memory; a function is called for each row whose inputs are not null. Texts are compared by their bytes, all NaN are equal and less than every number.</remarks>
public abstract class TableColumn<T> : TableColumn
{
    private protected TableColumn()
    {
    }

    /// <summary>A value, the same in each row.</summary>
    public static implicit operator TableColumn<T>(T value) => new ValueColumn<T>(value);

    /// <summary>Whether the values are equal; null where one is null.</summary>
    public static TableColumn<bool> operator ==(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsEqual>(left, right);

    /// <summary>Whether the values differ; null where one is null.</summary>
    public static TableColumn<bool> operator !=(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsNotEqual>(left, right);

    /// <summary>Whether the left value is less; null where one is null.</summary>
    public static TableColumn<bool> operator <(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsLess>(left, right);

    /// <summary>Whether the left value is greater; null where one is null.</summary>
    public static TableColumn<bool> operator >(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsLess>(right, left);

    /// <summary>Whether the left value is less or equal; null where one is null.</summary>
    public static TableColumn<bool> operator <=(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsNotGreater>(left, right);

    /// <summary>Whether the left value is greater or equal; null where one is null.</summary>
    public static TableColumn<bool> operator >=(TableColumn<T> left, TableColumn<T> right) => Comparisons.New<T, IsNotGreater>(right, left);

    /// <summary>Whether the value is null.</summary>
    public TableColumn<bool> IsNull() => new NullTest<T>(this, whenNull: true);

    /// <summary>Whether the value is not null.</summary>
    public TableColumn<bool> IsNotNull() => new NullTest<T>(this, whenNull: false);

    /// <summary>The value, or that of another column where it is null. SQL's <c>coalesce</c>.</summary>
    public TableColumn<T> Or(TableColumn<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new CoalescedColumn<T>(this, other);
    }

    /// <summary>What a function makes of each value; null stays null, and the function does not see it. A null that it returns is null.</summary>
    public TableColumn<TResult> Map<TResult>(Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new MappedColumn<T, TResult>(this, map);
    }

    /// <summary>Columns are compared by what they are, not by what they stand for; <c>==</c> of two columns is a column.</summary>
    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => base.GetHashCode();

    internal override string? OwnName => null;

    /// <summary>Looks up what it needs.</summary>
    internal abstract BoundColumn<T> Bind(ColumnScope scope);

    internal override (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name)
    {
        ValueKind<T> kind = ValueKind<T>.Instance;
        return (new Field(name, kind.Type, nullable: true), new ComputedColumnMaker<T>(kind, Bind(scope), scope.WindowRows));
    }
}

/// <summary>Computes the values of windows of rows.</summary>
internal abstract class BoundColumn<T>
{
    /// <summary>The values, until it is called again.</summary>
    public abstract ColumnVector<T> Evaluate(BatchWindow window);

    /// <summary>An array of at least so many elements, the one before if it is long enough.</summary>
    protected static Span<TElement> Room<TElement>(ref TElement[] room, int count)
    {
        if (room.Length < count) room = new TElement[count];
        return room.AsSpan(0, count);
    }
}

/// <summary>Makes an Arrow column of computed values.</summary>
internal sealed class ComputedColumnMaker<T>(ValueKind<T> kind, BoundColumn<T> column, int windowRows) : IColumnMaker
{
    public IArrowArray Make(RecordBatch batch)
    {
        ValueWriter<T> writer = kind.NewWriter();
        foreach (BatchWindow window in BatchWindow.Over(batch, windowRows)) writer.Append(column.Evaluate(window));
        return ArrowArrayFactory.BuildArray(writer.Seal());
    }
}
