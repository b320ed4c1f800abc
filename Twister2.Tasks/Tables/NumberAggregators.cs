using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Counts rows, or values.</summary>
internal sealed class CountAggregator(bool countsNulls) : Aggregator
{
    private long[] _counts = [];

    public override IArrowType[] StateTypes { get; } = [Int64Type.Default];

    public override IArrowType ResultType => Int64Type.Default;

    public override bool IsNullable => false;

    public override int BytesPerGroup => sizeof(long);

    public override void Resize(int groups) => Enlarge(ref _counts, groups);

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        if (!countsNulls && column.DataType is NullType) return;
        long[] counts = _counts;
        if (countsNulls || !KeyColumn.MayHaveNulls(column))
        {
            foreach (int group in groups) counts[group]++;
            return;
        }
        for (int i = 0; i < groups.Length; i++)
            if (!KeyColumn.IsNull(column, start + i)) counts[groups[i]]++;
    }

    public override void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<long> more = FixedColumn.View<long>(state[0], start, groups.Length);
        for (int i = 0; i < groups.Length; i++) _counts[groups[i]] += more[i];
    }

    public override ArrayData[] State(int groups) => [Result(groups)];

    public override ArrayData Result(int groups) => FixedColumn.Of<long>(Int64Type.Default, _counts.AsSpan(0, groups), default);
}

/// <summary>Adds values up.</summary>
internal sealed class SumAggregator<T, TSum>(IArrowType type) : Aggregator
    where T : unmanaged, INumber<T>
    where TSum : unmanaged, INumber<TSum>
{
    private TSum[] _sums = [];
    private bool[] _isThere = [];

    public override IArrowType[] StateTypes { get; } = [type];

    public override IArrowType ResultType => type;

    public override int BytesPerGroup => Unsafe.SizeOf<TSum>() + 1;

    public override void Resize(int groups)
    {
        Enlarge(ref _sums, groups);
        Enlarge(ref _isThere, groups);
    }

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups) => Add<T>(column, start, groups);

    public override void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups) => Add<TSum>(state[0], start, groups);

    public override ArrayData[] State(int groups) => [Result(groups)];

    public override ArrayData Result(int groups) => FixedColumn.Of<TSum>(type, _sums.AsSpan(0, groups), _isThere.AsSpan(0, groups));

    private void Add<TValue>(ArrayData column, int start, ReadOnlySpan<int> groups) where TValue : unmanaged, INumber<TValue>
    {
        ReadOnlySpan<TValue> values = FixedColumn.View<TValue>(column, start, groups.Length);
        (TSum[] sums, bool[] isThere) = (_sums, _isThere);
        bool mayHaveNulls = ColumnBuilder.MayHaveNulls(column);
        try
        {
            for (int i = 0; i < groups.Length && i < values.Length; i++)
            {
                if (mayHaveNulls && !ColumnBuilder.IsValid(column, start + i)) continue;
                int group = groups[i];
                sums[group] = checked(sums[group] + TSum.CreateTruncating(values[i]));
                isThere[group] = true;
            }
        }
        catch (OverflowException e)
        {
            throw new OverflowException($"{nameof(Aggregates.Sum)}: the sum of a group is more than {ColumnTypes.NameOf(type)} can hold. Sum the column as double.", e);
        }
    }
}

/// <summary>Means: sums and counts. Integers and decimals are added up exactly.</summary>
/// <param name="scale">Digits behind the point of a decimal.</param>
internal sealed class AverageAggregator<T, TSum>(int scale) : Aggregator
    where T : unmanaged, INumber<T>
    where TSum : unmanaged, INumber<TSum>
{
    private readonly double _unit = Math.Pow(10, scale);
    private TSum[] _sums = [];
    private long[] _counts = [];

    public override IArrowType[] StateTypes { get; } = [typeof(TSum) == typeof(double) ? DoubleType.Default : new Decimal128Type(38, 0), Int64Type.Default];

    public override IArrowType ResultType => DoubleType.Default;

    public override int BytesPerGroup => Unsafe.SizeOf<TSum>() + sizeof(long);

    public override void Resize(int groups)
    {
        Enlarge(ref _sums, groups);
        Enlarge(ref _counts, groups);
    }

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<T> values = FixedColumn.View<T>(column, start, groups.Length);
        bool mayHaveNulls = ColumnBuilder.MayHaveNulls(column);
        for (int i = 0; i < groups.Length && i < values.Length; i++)
        {
            if (mayHaveNulls && !ColumnBuilder.IsValid(column, start + i)) continue;
            int group = groups[i];
            _sums[group] = checked(_sums[group] + TSum.CreateTruncating(values[i]));
            _counts[group]++;
        }
    }

    public override void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<TSum> sums = FixedColumn.View<TSum>(state[0], start, groups.Length);
        ReadOnlySpan<long> counts = FixedColumn.View<long>(state[1], start, groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            _sums[groups[i]] = checked(_sums[groups[i]] + sums[i]);
            _counts[groups[i]] += counts[i];
        }
    }

    public override ArrayData[] State(int groups) =>
        [FixedColumn.Of<TSum>(StateTypes[0], _sums.AsSpan(0, groups), default), FixedColumn.Of<long>(Int64Type.Default, _counts.AsSpan(0, groups), default)];

    public override ArrayData Result(int groups)
    {
        double[] means = new double[groups];
        bool[] isThere = new bool[groups];
        for (int group = 0; group < groups; group++)
        {
            isThere[group] = _counts[group] > 0;
            if (isThere[group]) means[group] = double.CreateTruncating(_sums[group]) / _unit / _counts[group];
        }
        return FixedColumn.Of<double>(DoubleType.Default, means, isThere);
    }
}
