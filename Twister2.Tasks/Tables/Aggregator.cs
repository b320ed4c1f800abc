using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// The values of one aggregate for all groups. A worker's own rows are added as inputs; what it has of each group then is a state, in columns, that is sent, and added to what another worker has.
/// </summary>
internal abstract class Aggregator : IDisposable
{
    /// <summary>The types of the columns of a state.</summary>
    public abstract IArrowType[] StateTypes { get; }

    public abstract IArrowType ResultType { get; }

    /// <summary>Whether a result may be null.</summary>
    public virtual bool IsNullable => true;

    /// <summary>Bytes for each group.</summary>
    public abstract int BytesPerGroup { get; }

    /// <summary>Bytes beside those.</summary>
    public virtual long VariableBytes => 0;

    /// <summary>Makes room for so many groups.</summary>
    public abstract void Resize(int groups);

    /// <summary>Adds rows from <paramref name="start"/> on, each to its group.</summary>
    public abstract void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups);

    /// <summary>Adds states from <paramref name="start"/> on, each to its group.</summary>
    public abstract void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups);

    /// <summary>The states of the first groups.</summary>
    public abstract ArrayData[] State(int groups);

    /// <summary>The results of the first groups.</summary>
    public abstract ArrayData Result(int groups);

    /// <summary>Gives back what it has beside arrays.</summary>
    public virtual void Dispose() { }

    /// <summary>A new one.</summary>
    /// <param name="kind">What it computes.</param>
    /// <param name="type">The type of the column, which is no dictionary.</param>
    /// <returns>null where there is no such aggregate of the type.</returns>
    public static Aggregator? TryNew(AggregateKind kind, IArrowType type) => kind switch
    {
        AggregateKind.CountAll => new CountAggregator(countsNulls: true),
        AggregateKind.Count => new CountAggregator(countsNulls: false),
        AggregateKind.Sum => NewSum(type),
        AggregateKind.Average => NewAverage(type),
        AggregateKind.CountDistinct => DistinctCounter.CanCount(type) ? new DistinctCounter(type) : null,
        _ => NewExtreme(type, kind == AggregateKind.Max),
    };

    /// <summary>A larger array with the same beginning, twice as large at least.</summary>
    protected static void Enlarge<T>(ref T[] array, int length)
    {
        if (array.Length < length) System.Array.Resize(ref array, Math.Max(length, 2 * array.Length));
    }

    private static Aggregator? NewSum(IArrowType type) => type switch
    {
        Int8Type => new SumAggregator<sbyte, long>(Int64Type.Default),
        Int16Type => new SumAggregator<short, long>(Int64Type.Default),
        Int32Type => new SumAggregator<int, long>(Int64Type.Default),
        Int64Type => new SumAggregator<long, long>(Int64Type.Default),
        UInt8Type => new SumAggregator<byte, ulong>(UInt64Type.Default),
        UInt16Type => new SumAggregator<ushort, ulong>(UInt64Type.Default),
        UInt32Type => new SumAggregator<uint, ulong>(UInt64Type.Default),
        UInt64Type => new SumAggregator<ulong, ulong>(UInt64Type.Default),
        HalfFloatType => new SumAggregator<Half, double>(DoubleType.Default),
        FloatType => new SumAggregator<float, double>(DoubleType.Default),
        DoubleType => new SumAggregator<double, double>(DoubleType.Default),
        Decimal128Type number => new SumAggregator<Int128, Int128>(new Decimal128Type(38, number.Scale)),
        _ => null,
    };

    private static Aggregator? NewAverage(IArrowType type) => type switch
    {
        Int8Type => new AverageAggregator<sbyte, Int128>(0),
        Int16Type => new AverageAggregator<short, Int128>(0),
        Int32Type => new AverageAggregator<int, Int128>(0),
        Int64Type => new AverageAggregator<long, Int128>(0),
        UInt8Type => new AverageAggregator<byte, Int128>(0),
        UInt16Type => new AverageAggregator<ushort, Int128>(0),
        UInt32Type => new AverageAggregator<uint, Int128>(0),
        UInt64Type => new AverageAggregator<ulong, Int128>(0),
        HalfFloatType => new AverageAggregator<Half, double>(0),
        FloatType => new AverageAggregator<float, double>(0),
        DoubleType => new AverageAggregator<double, double>(0),
        Decimal128Type number => new AverageAggregator<Int128, Int128>(number.Scale),
        _ => null,
    };

    private static Aggregator? NewExtreme(IArrowType type, bool isMax) => type switch
    {
        BooleanType => new BoolExtremeAggregator(isMax),
        Int8Type => new ExtremeAggregator<sbyte>(type, isMax),
        UInt8Type => new ExtremeAggregator<byte>(type, isMax),
        Int16Type => new ExtremeAggregator<short>(type, isMax),
        UInt16Type => new ExtremeAggregator<ushort>(type, isMax),
        Int32Type or Date32Type or Time32Type or Decimal32Type => new ExtremeAggregator<int>(type, isMax),
        UInt32Type => new ExtremeAggregator<uint>(type, isMax),
        Int64Type or Date64Type or Time64Type or TimestampType or DurationType or Decimal64Type => new ExtremeAggregator<long>(type, isMax),
        UInt64Type => new ExtremeAggregator<ulong>(type, isMax),
        HalfFloatType => new ExtremeAggregator<Half>(type, isMax),
        FloatType => new ExtremeAggregator<float>(type, isMax),
        DoubleType => new ExtremeAggregator<double>(type, isMax),
        Decimal128Type => new ExtremeAggregator<Int128>(type, isMax),
        StringType or BinaryType => new TextExtremeAggregator<TextValues<int>>(type, isMax),
        LargeStringType or LargeBinaryType => new TextExtremeAggregator<TextValues<long>>(type, isMax),
        StringViewType or BinaryViewType => new TextExtremeAggregator<ViewValues>(type, isMax),
        _ => null,
    };
}
