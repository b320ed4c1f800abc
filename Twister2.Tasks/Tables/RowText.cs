using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Rows as text for a person: columns under their names and types, numbers to the right.</summary>
internal static class RowText
{
    private const int LongestValue = 40;

    /// <summary>The first rows of a batch.</summary>
    public static string Of(RecordBatch batch, int rows)
    {
        string[][] columns = [.. Enumerable.Range(0, batch.ColumnCount).Select(column => Column(batch, column, Math.Min(rows, batch.Length)))];
        int[] widths = [.. columns.Select(column => column.Max(value => value.Length))];
        bool[] isNumber = [.. batch.Schema.FieldsList.Select(field => ColumnTypes.ValuesOf(field.DataType) is NumberType or Decimal128Type)];
        StringBuilder text = new();
        for (int line = 0; line < columns[0].Length; line++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                string value = columns[column][line];
                text.Append(column == 0 ? "" : " | ").Append(isNumber[column] ? value.PadLeft(widths[column]) : value.PadRight(widths[column]));
            }
            while (text[^1] == ' ') text.Length--;
            text.Append('\n');
            if (line == 1) text.AppendJoin("-+-", widths.Select(width => new string('-', width))).Append('\n');
        }
        if (batch.Length > rows) text.Append(CultureInfo.InvariantCulture, $"… (more than {rows} rows)\n");
        return text.ToString();
    }

    private static string[] Column(RecordBatch batch, int column, int rows)
    {
        Field field = batch.Schema.GetFieldByIndex(column);
        ArrayData plain = BatchWindow.Plain(batch.Column(column).Data);
        return [field.Name, ColumnTypes.NameOf(field.DataType), .. Enumerable.Range(0, rows).Select(row => Shorten(Value(plain, row)))];
    }

    private static string Shorten(string value)
    {
        value = value.ReplaceLineEndings("⏎");
        return value.Length <= LongestValue ? value : string.Concat(value.AsSpan(0, LongestValue - 1), "…");
    }

    private static string Value(ArrayData column, int row)
    {
        if (column.DataType is NullType || !ColumnBuilder.IsValid(column, row)) return "null";
        return ColumnTypes.StorageOf(column.DataType) switch
        {
            BooleanType => Read<bool>(column, row) ? "true" : "false",
            Int8Type => Number<sbyte>(column, row),
            UInt8Type => Number<byte>(column, row),
            Int16Type => Number<short>(column, row),
            UInt16Type => Number<ushort>(column, row),
            Int32Type => Number<int>(column, row),
            UInt32Type => Number<uint>(column, row),
            Int64Type => Number<long>(column, row),
            UInt64Type => Number<ulong>(column, row),
            HalfFloatType => Number<Half>(column, row),
            FloatType => Number<float>(column, row),
            DoubleType => Number<double>(column, row),
            StringType or LargeStringType or StringViewType => Read<string>(column, row),
            Date32Type or Date64Type => Read<DateOnly>(column, row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimestampType { Timezone: null or "" } => Read<DateTime>(column, row).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            TimestampType => Read<DateTimeOffset>(column, row).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
            Decimal128Type number => DecimalText(FixedColumn.View<Int128>(column, row, 1)[0], number.Scale),
            _ => "…",
        };
    }

    private static T Read<T>(ArrayData column, int row)
    {
        T[] value = new T[1];
        ValueKind<T>.Instance.Read(column, row, value);
        return value[0];
    }

    private static string Number<T>(ArrayData column, int row) where T : unmanaged, IFormattable => FixedColumn.View<T>(column, row, 1)[0].ToString(null, CultureInfo.InvariantCulture);

    private static string DecimalText(Int128 value, int scale)
    {
        string digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale > 0 ? $"{digits[..^scale]}.{digits[^scale..]}" : digits + new string('0', -scale);
        return value < 0 ? "-" + text : text;
    }
}
