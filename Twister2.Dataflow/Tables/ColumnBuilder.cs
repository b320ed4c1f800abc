using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Puts a column together from rows of others of the same type, and gives it as Arrow buffers. Rows count from the beginning of the source array, whatever its offset in
/// its buffers. Values are written by loops over all rows of a call; only what is nested makes calls per row.
/// </summary>
/// <param name="type">The type of the column, with an extension's name if it has one.</param>
internal abstract class ColumnBuilder(IArrowType type)
{
    private readonly ColumnBits _valid = new();

    /// <summary>The type of the column.</summary>
    protected IArrowType Type { get; } = type;

    /// <summary>Rows appended.</summary>
    public int Length { get; private set; }

    /// <summary>Of these, nulls.</summary>
    public int NullCount { get; private set; }

    /// <summary>Bits that every row takes, with the one that says whether it is null, but without what differs from row to row.</summary>
    public abstract long RowBits { get; }

    /// <summary>Whether rows take more than <see cref="RowBits"/>.</summary>
    public virtual bool IsVariable => false;

    /// <summary>Whether an array has nulls, or may have.</summary>
    public static bool MayHaveNulls(ArrayData array) => array.NullCount != 0 && array.Buffers is { Length: > 0 } && !array.Buffers[0].IsEmpty;

    /// <summary>Whether a row is not null.</summary>
    public static bool IsValid(ArrayData array, int row) => !MayHaveNulls(array) || ColumnBits.IsSet(array.Buffers[0].Span, array.Offset + row);

    /// <summary>Appends rows of an array.</summary>
    public void Gather(ArrayData from, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty) return;
        if (MayHaveNulls(from)) NullCount += rows.Length - Validity().Gather(from.Buffers[0].Span, from.Offset, rows);
        GatherValues(from, rows);
        Length += rows.Length;
    }

    /// <summary>Appends a range of rows.</summary>
    public void Append(ArrayData from, int start, int count)
    {
        if (count == 0) return;
        if (MayHaveNulls(from)) NullCount += count - Validity().Append(from.Buffers[0].Span, from.Offset + start, count);
        AppendValues(from, start, count);
        Length += count;
    }

    /// <summary>Appends nulls.</summary>
    public void AppendNulls(int count)
    {
        if (count == 0) return;
        Validity().AppendZeros(count);
        NullCount += count;
        AppendNullValues(count);
        Length += count;
    }

    /// <summary>Bytes that rows take beyond <see cref="RowBits"/>.</summary>
    public virtual long VariableBytes(ArrayData from, ReadOnlySpan<int> rows) => 0;

    /// <summary>Bytes that a range of rows takes beyond <see cref="RowBits"/>.</summary>
    public virtual long VariableBytes(ArrayData from, int start, int count) => 0;

    /// <summary>Bytes that the rows appended take beyond <see cref="RowBits"/>.</summary>
    public virtual long AppendedVariableBytes => 0;

    /// <summary>Whether any rows of an array can be appended behind those that are here: not where a dictionary would have more values than its indices can tell apart.</summary>
    public virtual bool CanTake(ArrayData from) => true;

    /// <summary>Gives the column's sizes and buffers.</summary>
    public void Give(TableLayout layout)
    {
        layout.AddNode(Length, NullCount);
        GiveBuffers(layout);
    }

    /// <summary>The column that a builder of the same type gave.</summary>
    public abstract ArrayData Read(TableBuffers buffers);

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _valid.Clear();
        Length = NullCount = 0;
        ClearValues();
    }

    protected abstract void GatherValues(ArrayData from, ReadOnlySpan<int> rows);

    protected abstract void AppendValues(ArrayData from, int start, int count);

    protected abstract void AppendNullValues(int count);

    protected abstract void GiveBuffers(TableLayout layout);

    protected abstract void ClearValues();

    /// <summary>Gives the bitmap of nulls; an empty buffer where there are none.</summary>
    protected void GiveValidity(TableLayout layout) => layout.AddBuffer(NullCount > 0 ? Validity().Memory : default);

    /// <summary>The bitmap, with a bit for each row so far. Rows of arrays without nulls are caught up on when somebody asks.</summary>
    private ColumnBits Validity()
    {
        if (_valid.Length < Length) _valid.AppendOnes(Length - _valid.Length);
        return _valid;
    }
}
