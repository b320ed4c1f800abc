using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>Hashes and compares the values of key columns of one type, many at a time. Indices into a dictionary count as the values they stand for.</summary>
internal abstract class KeyColumn
{
    /// <summary>That of a type.</summary>
    /// <returns>null where values of the type are no keys: lists, structs, null.</returns>
    public static KeyColumn? TryFor(IArrowType type) => ColumnTypes.ValuesOf(type) switch
    {
        BooleanType => new KeyColumn<BoolValues>(),
        Int8Type => new KeyColumn<IntegerValues<sbyte>>(),
        UInt8Type => new KeyColumn<IntegerValues<byte>>(),
        Int16Type => new KeyColumn<IntegerValues<short>>(),
        UInt16Type => new KeyColumn<IntegerValues<ushort>>(),
        Int32Type or Date32Type or Time32Type or Decimal32Type => new KeyColumn<IntegerValues<int>>(),
        UInt32Type => new KeyColumn<IntegerValues<uint>>(),
        Int64Type or Date64Type or Time64Type or TimestampType or DurationType or Decimal64Type => new KeyColumn<IntegerValues<long>>(),
        UInt64Type => new KeyColumn<IntegerValues<ulong>>(),
        Decimal128Type => new KeyColumn<WideValues>(),
        HalfFloatType => new KeyColumn<FloatValues<Half>>(),
        FloatType => new KeyColumn<FloatValues<float>>(),
        DoubleType => new KeyColumn<FloatValues<double>>(),
        StringType or BinaryType => new KeyColumn<TextValues<int>>(),
        LargeStringType or LargeBinaryType => new KeyColumn<TextValues<long>>(),
        StringViewType or BinaryViewType => new KeyColumn<ViewValues>(),
        FixedSizeBinaryType or IntervalType => new KeyColumn<BytesValues>(),
        _ => null,
    };

    /// <summary>The hashes of rows from <paramref name="start"/> on; 0 for null.</summary>
    public abstract void Hash(ArrayData column, int start, Span<ulong> hashes);

    /// <summary>Joins the hashes of rows to those of the columns before.</summary>
    public abstract void CombineHash(ArrayData column, int start, Span<ulong> hashes);

    /// <summary>The hash of one value of a column that is no dictionary.</summary>
    public abstract ulong Hash(ArrayData column, int row);

    /// <summary>Whether two values are equal, in columns that are no dictionaries.</summary>
    public abstract bool AreEqual(ArrayData a, int i, ArrayData b, int j);

    /// <summary>Keeps those pairs of rows whose values are equal, in columns that are no dictionaries; returns how many those are.</summary>
    public abstract int KeepEqual(ArrayData a, Span<int> aRows, ArrayData b, Span<int> bRows);

    /// <summary>How many of some values in ascending order are not greater than that of each row, in columns that are no dictionaries; 0 for null.</summary>
    public abstract void CountNotGreater(ArrayData column, int start, ArrayData ascending, Span<int> counts);

    /// <summary>Whether a row is null, or stands for null.</summary>
    public static bool IsNull(ArrayData column, int row)
    {
        if (!ColumnBuilder.IsValid(column, row)) return true;
        return column.Dictionary is { } dictionary && !ColumnBuilder.IsValid(dictionary, DictionaryIndices.At(column, row));
    }

    /// <summary>Whether rows may be null, or stand for null.</summary>
    public static bool MayHaveNulls(ArrayData column) => ColumnBuilder.MayHaveNulls(column) || (column.Dictionary is { } dictionary && ColumnBuilder.MayHaveNulls(dictionary));
}

/// <inheritdoc/>
internal sealed class KeyColumn<TValues> : KeyColumn where TValues : IColumnValues<TValues>, allows ref struct
{
    private ArrayData? _dictionary;
    private ulong[] _dictionaryHashes = [];

    public override void Hash(ArrayData column, int start, Span<ulong> hashes)
    {
        if (column.Dictionary is not null)
        {
            HashIndices(column, start, hashes);
            return;
        }
        TValues values = TValues.Of(column);
        if (!ColumnBuilder.MayHaveNulls(column))
        {
            for (int i = 0; i < hashes.Length; i++) hashes[i] = values.Hash(start + i);
            return;
        }
        ReadOnlySpan<byte> valid = column.Buffers[0].Span;
        for (int i = 0; i < hashes.Length; i++) hashes[i] = ColumnBits.IsSet(valid, column.Offset + start + i) ? values.Hash(start + i) : 0;
    }

    public override void CombineHash(ArrayData column, int start, Span<ulong> hashes)
    {
        Span<ulong> own = stackalloc ulong[256];
        for (int done = 0; done < hashes.Length; done += own.Length)
        {
            Span<ulong> part = hashes.Slice(done, Math.Min(own.Length, hashes.Length - done));
            Hash(column, start + done, own[..part.Length]);
            for (int i = 0; i < part.Length; i++) part[i] = Hashing.StableHash.Combine(part[i], own[i]);
        }
    }

    public override ulong Hash(ArrayData column, int row) => ColumnBuilder.IsValid(column, row) ? TValues.Of(column).Hash(row) : 0;

    public override bool AreEqual(ArrayData a, int i, ArrayData b, int j) => TValues.AreEqual(TValues.Of(a), i, TValues.Of(b), j);

    public override int KeepEqual(ArrayData a, Span<int> aRows, ArrayData b, Span<int> bRows)
    {
        TValues ours = TValues.Of(a), theirs = TValues.Of(b);
        int kept = 0;
        for (int i = 0; i < aRows.Length; i++)
        {
            (int x, int y) = (aRows[i], bRows[i]);
            if (!TValues.AreEqual(in ours, x, in theirs, y)) continue;
            (aRows[kept], bRows[kept]) = (x, y);
            kept++;
        }
        return kept;
    }

    public override void CountNotGreater(ArrayData column, int start, ArrayData ascending, Span<int> counts)
    {
        TValues values = TValues.Of(column), bounds = TValues.Of(ascending);
        for (int i = 0; i < counts.Length; i++)
        {
            int low = 0, high = ColumnBuilder.IsValid(column, start + i) ? ascending.Length : 0;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (TValues.Compare(in bounds, middle, in values, start + i) <= 0) low = middle + 1;
                else high = middle;
            }
            counts[i] = low;
        }
    }

    /// <summary>Each value of the dictionary is hashed once, as long as it stays the same.</summary>
    private void HashIndices(ArrayData column, int start, Span<ulong> hashes)
    {
        ArrayData dictionary = column.Dictionary;
        if (!ReferenceEquals(_dictionary, dictionary))
        {
            _dictionaryHashes = new ulong[dictionary.Length];
            if (dictionary.Length > 0) Hash(dictionary, 0, _dictionaryHashes);
            _dictionary = dictionary;
        }
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = ColumnBuilder.IsValid(column, start + i) ? _dictionaryHashes[DictionaryIndices.At(column, start + i)] : 0;
    }
}
