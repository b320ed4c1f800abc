using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tests;

/// <summary>Batches of every type, with nulls, few different values, garbage under the nulls, and an offset in their buffers.</summary>
internal static class RandomTables
{
    /// <summary>Types whose values can be keys.</summary>
    public static readonly IArrowType[] KeyTypes =
    [
        Int8Type.Default, UInt8Type.Default, Int16Type.Default, UInt16Type.Default, Int32Type.Default, UInt32Type.Default, Int64Type.Default, UInt64Type.Default,
        HalfFloatType.Default, FloatType.Default, DoubleType.Default, BooleanType.Default,
        new Decimal32Type(5, 2), new Decimal64Type(12, 2), new Decimal128Type(30, 4), new Decimal256Type(60, 4),
        Date32Type.Default, Date64Type.Default, Time32Type.Default, Time64Type.Default, new TimestampType(TimeUnit.Microsecond, "UTC"), DurationType.Second,
        IntervalType.YearMonth, IntervalType.DayTime, IntervalType.MonthDayNanosecond, new FixedSizeBinaryType(3), new FixedSizeBinaryType(16), new GuidType(),
        StringType.Default, BinaryType.Default, LargeStringType.Default, LargeBinaryType.Default, StringViewType.Default, BinaryViewType.Default,
        new DictionaryType(Int8Type.Default, StringType.Default, false), new DictionaryType(UInt32Type.Default, Int64Type.Default, true),
    ];

    /// <summary>Types that are carried.</summary>
    public static readonly IArrowType[] Types =
    [
        .. KeyTypes, NullType.Default, new ListType(Int32Type.Default), new ListType(StringType.Default), new LargeListType(DoubleType.Default),
        new ListType(new DictionaryType(Int16Type.Default, StringType.Default, false)), new ListType(new ListType(BooleanType.Default)),
        new FixedSizeListType(Int16Type.Default, 2), new FixedSizeListType(StringType.Default, 3),
        new StructType([new Field("a", Int32Type.Default, true), new Field("b", new ListType(StringViewType.Default), true), new Field("c", BooleanType.Default, true)]),
        new MapType(StringType.Default, Int32Type.Default), new DictionaryType(Int32Type.Default, new ListType(Int32Type.Default), false),
    ];

    private static readonly double[] Numbers = [0.0, -0.0, double.NaN, BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8000000000001)), 1.5, -2, double.PositiveInfinity];

    public static Schema Schema(Random random, int columns, IArrowType[] from, string prefix = "c") =>
        new(Enumerable.Range(0, columns).Select(i => new Field($"{prefix}{i}", from[random.Next(from.Length)], true)), null);

    public static RecordBatch Batch(Random random, Schema schema, int rows, int values) =>
        new(schema, schema.FieldsList.Select(field => Sliced(random, field.DataType, rows, values)), rows);

    /// <summary>An array, cut out of a longer one.</summary>
    public static IArrowArray Sliced(Random random, IArrowType type, int rows, int values)
    {
        int before = random.Next(3) == 0 ? 0 : random.Next(20);
        IArrowArray whole = ArrowArrayFactory.BuildArray(Make(random, type, before + rows + random.Next(10), values));
        return ArrowArrayFactory.Slice(whole, before, rows);
    }

    private static ArrayData Make(Random random, IArrowType type, int rows, int values)
    {
        IArrowType storage = type is ExtensionType extension ? extension.StorageType : type;
        if (storage is NullType) return new ArrayData(type, rows, rows, 0, System.Array.Empty<ArrowBuffer>(), System.Array.Empty<ArrayData>());
        ArrowBuffer valid = Validity(random, rows, out int nulls);
        return storage switch
        {
            BooleanType => new ArrayData(type, rows, nulls, 0, [valid, new ArrowBuffer(Bytes(random, rows / 8 + 1))], System.Array.Empty<ArrayData>()),
            DictionaryType dictionary => Dictionary(random, dictionary, rows, nulls, valid, values),
            StringType or BinaryType => Text<int>(random, type, rows, nulls, valid, values),
            LargeStringType or LargeBinaryType => Text<long>(random, type, rows, nulls, valid, values),
            StringViewType or BinaryViewType => Views(random, type, rows, nulls, valid, values),
            ListType list => Lists<int>(random, type, list.ValueDataType, rows, nulls, valid, values),
            LargeListType list => Lists<long>(random, type, list.ValueDataType, rows, nulls, valid, values),
            MapType map => Lists<int>(random, type, map.Fields[0].DataType, rows, nulls, valid, values),
            FixedSizeListType list => new ArrayData(type, rows, nulls, 0, [valid], [Shifted(random, list.ValueDataType, rows * list.ListSize, values)]),
            StructType fields => new ArrayData(type, rows, nulls, 0, [valid], [.. fields.Fields.Select(field => Shifted(random, field.DataType, rows, values))]),
            FixedWidthType fixedWidth => new ArrayData(type, rows, nulls, 0, [valid, new ArrowBuffer(Fixed(random, fixedWidth, rows, values))], System.Array.Empty<ArrayData>()),
            _ => throw new NotSupportedException(type.Name),
        };
    }

    /// <summary>The array of a child, with an offset of its own.</summary>
    private static ArrayData Shifted(Random random, IArrowType type, int rows, int values) => Sliced(random, type, rows, values).Data;

    private static ArrowBuffer Validity(Random random, int rows, out int nulls)
    {
        nulls = 0;
        if (random.Next(3) == 0) return ArrowBuffer.Empty;
        byte[] bits = new byte[rows / 8 + 1];
        int often = random.Next(2, 12);
        for (int row = 0; row < rows; row++)
        {
            if (random.Next(often) > 0) bits[row / 8] |= (byte)(1 << (row % 8));
            else nulls++;
        }
        return new ArrowBuffer(bits);
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Fixed(Random random, FixedWidthType type, int rows, int values)
    {
        int width = type.BitWidth / 8;
        byte[] bytes = new byte[rows * width];
        for (int row = 0; row < rows; row++)
        {
            Span<byte> to = bytes.AsSpan(row * width, width);
            double number = Numbers[random.Next(Numbers.Length)] + (random.Next(2) == 0 ? 0 : random.Next(values));
            switch (type)
            {
                case DoubleType: MemoryMarshal.Write(to, number); break;
                case FloatType: MemoryMarshal.Write(to, (float)number); break;
                case HalfFloatType: MemoryMarshal.Write(to, (Half)number); break;
                default:
                    int value = random.Next(Math.Min(values, 120));
                    to[0] = (byte)value;
                    if (width > 8) to[width - 2] = (byte)(value % 3);
                    break;
            }
        }
        return bytes;
    }

    private static string RandomText(Random random, int values)
    {
        int value = random.Next(values);
        return value % 7 == 3 ? new string((char)('a' + value % 26), value % 60) : $"{value}";
    }

    private static ArrayData Text<TOffset>(Random random, IArrowType type, int rows, int nulls, ArrowBuffer valid, int values) where TOffset : unmanaged, System.Numerics.IBinaryInteger<TOffset>
    {
        StringBuilder text = new(new string('#', random.Next(5)));
        TOffset[] offsets = new TOffset[rows + 1];
        offsets[0] = TOffset.CreateChecked(text.Length);
        for (int row = 0; row < rows; row++)
        {
            text.Append(RandomText(random, values));
            offsets[row + 1] = TOffset.CreateChecked(text.Length);
        }
        return new ArrayData(type, rows, nulls, 0,
            [valid, new ArrowBuffer(MemoryMarshal.AsBytes<TOffset>(offsets).ToArray()), new ArrowBuffer(Encoding.Latin1.GetBytes(text.ToString()))], System.Array.Empty<ArrayData>());
    }

    private static ArrayData Views(Random random, IArrowType type, int rows, int nulls, ArrowBuffer valid, int values)
    {
        byte[] views = Bytes(random, rows * 16);
        StringBuilder[] texts = [new(), new()];
        for (int row = 0; row < rows; row++)
        {
            // Garbage under nulls.
            if (!valid.IsEmpty && (valid.Span[row / 8] >> (row % 8) & 1) == 0) continue;
            byte[] text = Encoding.Latin1.GetBytes(RandomText(random, values));
            Span<byte> view = views.AsSpan(row * 16, 16);
            view.Clear();
            MemoryMarshal.Write(view, text.Length);
            if (text.Length <= 12)
            {
                text.CopyTo(view[4..]);
                continue;
            }
            int buffer = random.Next(2);
            text.AsSpan(0, 4).CopyTo(view[4..]);
            MemoryMarshal.Write(view[8..], buffer);
            MemoryMarshal.Write(view[12..], texts[buffer].Length);
            texts[buffer].Append(Encoding.Latin1.GetString(text));
        }
        return new ArrayData(type, rows, nulls, 0,
            [valid, new ArrowBuffer(views), .. texts.Select(text => new ArrowBuffer(Encoding.Latin1.GetBytes(text.ToString())))], System.Array.Empty<ArrayData>());
    }

    private static ArrayData Lists<TOffset>(Random random, IArrowType type, IArrowType items, int rows, int nulls, ArrowBuffer valid, int values)
        where TOffset : unmanaged, System.Numerics.IBinaryInteger<TOffset>
    {
        TOffset[] offsets = new TOffset[rows + 1];
        int end = random.Next(3);
        offsets[0] = TOffset.CreateChecked(end);
        for (int row = 0; row < rows; row++) offsets[row + 1] = TOffset.CreateChecked(end += random.Next(4));
        return new ArrayData(type, rows, nulls, 0, [valid, new ArrowBuffer(MemoryMarshal.AsBytes<TOffset>(offsets).ToArray())], [Shifted(random, items, end, values)]);
    }

    private static ArrayData Dictionary(Random random, DictionaryType type, int rows, int nulls, ArrowBuffer valid, int values)
    {
        // Of the 128 values that a byte can tell apart, most are used.
        ArrayData dictionary = Shifted(random, type.ValueType, random.Next(1, type.IndexType is Int8Type ? 100 : 200), Math.Min(values, 60));
        int width = ((FixedWidthType)type.IndexType).BitWidth / 8;
        byte[] indices = new byte[rows * width];
        for (int row = 0; row < rows; row++) indices[row * width] = (byte)random.Next(dictionary.Length);
        return new ArrayData(type, rows, nulls, 0, [valid, new ArrowBuffer(indices)], System.Array.Empty<ArrayData>(), dictionary);
    }
}
