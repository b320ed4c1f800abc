using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Arrays;

namespace Twister2.Dataflow.Tests;

/// <summary>Rows as text, read one value at a time through Arrow's own accessors: what the operators are compared with.</summary>
internal static class TableText
{
    public static IEnumerable<string> Rows(RecordBatch batch) => Enumerable.Range(0, batch.Length).Select(row => Row(batch, row));

    public static string Row(RecordBatch batch, int row) => string.Join(" | ", Enumerable.Range(0, batch.ColumnCount).Select(column => Value(batch.Column(column), row)));

    /// <summary>The values of some columns as a key: 0.0 for -0.0, one NaN. null where one is null and <paramref name="nullsMatch"/> is not set.</summary>
    public static string? Key(RecordBatch batch, int row, int[] columns, bool nullsMatch)
    {
        string[] values = [.. columns.Select(column => Value(batch.Column(column), row))];
        if (!nullsMatch && values.Contains("null")) return null;
        return string.Join(" | ", values.Select(value => value == "-0" ? "0" : value));
    }

    public static string Value(IArrowArray array, int row)
    {
        if (array.IsNull(row)) return "null";
        return array switch
        {
            ExtensionArray extension => Value(extension.Storage, row),
            BooleanArray bits => bits.GetValue(row)!.Value ? "yes" : "no",
            StringArray text => Quote(text.GetBytes(row)),
            BinaryArray bytes => Quote(bytes.GetBytes(row)),
            LargeBinaryArray bytes => Quote(bytes.GetBytes(row)),
            BinaryViewArray bytes => Quote(bytes.GetBytes(row)),
            FixedSizeBinaryArray bytes => Quote(bytes.GetBytes(row)),
            DictionaryArray dictionary => Value(dictionary.Dictionary, Index(dictionary.Indices, row)),
            ListArray list => Items(list.GetSlicedValues(row)),
            LargeListArray list => Items(list.GetSlicedValues(row)),
            FixedSizeListArray list => Items(list.GetSlicedValues(row)),
            StructArray fields => "{" + string.Join(", ", fields.Fields.Select(field => Value(field, row))) + "}",
            HalfFloatArray number => Number((double)number.GetValue(row)!.Value),
            FloatArray number => Number(number.GetValue(row)!.Value),
            DoubleArray number => Number(number.GetValue(row)!.Value),
            YearMonthIntervalArray interval => interval.GetValue(row)!.Value.Months.ToString(CultureInfo.InvariantCulture),
            DayTimeIntervalArray interval => $"{interval.GetValue(row)!.Value.Days}d{interval.GetValue(row)!.Value.Milliseconds}",
            MonthDayNanosecondIntervalArray interval => $"{interval.GetValue(row)!.Value.Months}m{interval.GetValue(row)!.Value.Days}d{interval.GetValue(row)!.Value.Nanoseconds}",
            _ => Index(array, row).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static int Index(IArrowArray array, int row) => array switch
    {
        Int8Array numbers => numbers.GetValue(row)!.Value,
        UInt8Array numbers => numbers.GetValue(row)!.Value,
        Int16Array numbers => numbers.GetValue(row)!.Value,
        UInt16Array numbers => numbers.GetValue(row)!.Value,
        PrimitiveArray<int> numbers => numbers.GetValue(row)!.Value,
        UInt32Array numbers => checked((int)numbers.GetValue(row)!.Value),
        PrimitiveArray<long> numbers => checked((int)numbers.GetValue(row)!.Value),
        UInt64Array numbers => checked((int)numbers.GetValue(row)!.Value),
        _ => throw new NotSupportedException(array.GetType().Name),
    };

    private static string Number(double value) => value == 0 && double.IsNegative(value) ? "-0" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(ReadOnlySpan<byte> bytes) => "'" + Encoding.Latin1.GetString(bytes) + "'";

    private static string Items(IArrowArray items) => "[" + string.Join(", ", Enumerable.Range(0, items.Length).Select(item => Value(items, item))) + "]";
}
