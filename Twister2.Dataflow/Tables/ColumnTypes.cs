using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>What is known of Arrow's types: who builds their columns, what they are called, whether they can be keys.</summary>
internal static class ColumnTypes
{
    /// <summary>A builder of columns of a type.</summary>
    /// <exception cref="NotSupportedException">No column of the type can be moved.</exception>
    public static ColumnBuilder NewBuilder(IArrowType type)
    {
        IArrowType storage = StorageOf(type);
        return storage switch
        {
            NullType => new NullColumnBuilder(type),
            BooleanType => new BoolColumnBuilder(type),
            DictionaryType dictionary => NewDictionary(type, dictionary),
            FixedSizeBinaryType binary => NewFixed(type, 8 * binary.ByteWidth),
            StringType or BinaryType => new TextColumnBuilder<int>(type),
            LargeStringType or LargeBinaryType => new TextColumnBuilder<long>(type),
            StringViewType or BinaryViewType => new ViewColumnBuilder(type),
            ListType list => new ListColumnBuilder<int>(type, NewBuilder(list.ValueDataType)),
            LargeListType list => new ListColumnBuilder<long>(type, NewBuilder(list.ValueDataType)),
            MapType map => new ListColumnBuilder<int>(type, NewBuilder(map.Fields[0].DataType)),
            FixedSizeListType list => new FixedListColumnBuilder(type, list.ListSize, NewBuilder(list.ValueDataType)),
            StructType fields => new StructColumnBuilder(type, [.. fields.Fields.Select(field => NewBuilder(field.DataType))]),
            FixedWidthType fixedWidth => NewFixed(type, fixedWidth.BitWidth),
            _ => throw new NotSupportedException($"columns of type {NameOf(type)} cannot be moved"),
        };
    }

    /// <summary>The type that says how values lie in memory.</summary>
    public static IArrowType StorageOf(IArrowType type) => type is ExtensionType extension ? StorageOf(extension.StorageType) : type;

    /// <summary>The type of the values: that of the dictionary's, for indices into a dictionary.</summary>
    public static IArrowType ValuesOf(IArrowType type) => StorageOf(type) is DictionaryType dictionary ? StorageOf(dictionary.ValueType) : StorageOf(type);

    /// <summary>A name with all that makes one type differ from another.</summary>
    public static string NameOf(IArrowType type) => type switch
    {
        ExtensionType extension => $"{extension.Name}({extension.ExtensionMetadata}) of {NameOf(extension.StorageType)}",
        DictionaryType dictionary => $"dictionary<{NameOf(dictionary.IndexType)}, {NameOf(dictionary.ValueType)}{(dictionary.Ordered ? ", ordered" : "")}>",
        Decimal32Type number => $"decimal32({number.Precision}, {number.Scale})",
        Decimal64Type number => $"decimal64({number.Precision}, {number.Scale})",
        Decimal128Type number => $"decimal128({number.Precision}, {number.Scale})",
        Decimal256Type number => $"decimal256({number.Precision}, {number.Scale})",
        FixedSizeBinaryType binary => $"fixed_size_binary[{binary.ByteWidth}]",
        TimestampType timestamp => timestamp.Timezone is { Length: > 0 } zone ? $"timestamp[{timestamp.Unit}, {zone}]" : $"timestamp[{timestamp.Unit}]",
        TimeBasedType time => $"{time.Name}[{time.Unit}]",
        IntervalType interval => $"interval[{interval.Unit}]",
        FixedSizeListType list => $"fixed_size_list<{NameOf(list.ValueDataType)}>[{list.ListSize}]",
        NestedType nested => $"{nested.Name}<{string.Join(", ", nested.Fields.Select(field => $"{field.Name}: {NameOf(field.DataType)}"))}>",
        _ => type.Name,
    };

    private static ColumnBuilder NewFixed(IArrowType type, int bits) => bits switch
    {
        8 => new FixedColumnBuilder<byte>(type),
        16 => new FixedColumnBuilder<ushort>(type),
        32 => new FixedColumnBuilder<uint>(type),
        64 => new FixedColumnBuilder<ulong>(type),
        128 => new FixedColumnBuilder<UInt128>(type),
        _ when bits % 8 == 0 => new BytesColumnBuilder(type, bits / 8),
        _ => throw new NotSupportedException($"columns of type {NameOf(type)}, of {bits} bits, cannot be moved"),
    };

    private static ColumnBuilder NewDictionary(IArrowType type, DictionaryType dictionary)
    {
        ColumnBuilder values = NewBuilder(dictionary.ValueType);
        KeyColumn? equality = KeyColumn.TryFor(dictionary.ValueType);
        return dictionary.IndexType switch
        {
            Int8Type => new DictionaryColumnBuilder<sbyte>(type, values, equality),
            UInt8Type => new DictionaryColumnBuilder<byte>(type, values, equality),
            Int16Type => new DictionaryColumnBuilder<short>(type, values, equality),
            UInt16Type => new DictionaryColumnBuilder<ushort>(type, values, equality),
            Int32Type => new DictionaryColumnBuilder<int>(type, values, equality),
            UInt32Type => new DictionaryColumnBuilder<uint>(type, values, equality),
            Int64Type => new DictionaryColumnBuilder<long>(type, values, equality),
            UInt64Type => new DictionaryColumnBuilder<ulong>(type, values, equality),
            _ => throw new NotSupportedException($"a dictionary with indices of type {NameOf(dictionary.IndexType)} cannot be moved"),
        };
    }
}
