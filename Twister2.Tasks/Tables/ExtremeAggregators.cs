using System.Runtime.CompilerServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Finds the least or the greatest value; its state is that value.</summary>
internal abstract class ExtremeAggregator : Aggregator
{
    private readonly IArrowType[] _types;

    protected ExtremeAggregator(IArrowType type) => _types = [type];

    public sealed override IArrowType[] StateTypes => _types;

    public sealed override IArrowType ResultType => _types[0];

    public sealed override void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups) => AddInput(state[0], start, groups);

    public sealed override ArrayData[] State(int groups) => [Result(groups)];
}

/// <summary>Of values that are memory of one size.</summary>
internal sealed class ExtremeAggregator<T>(IArrowType type, bool isMax) : ExtremeAggregator(type) where T : unmanaged, IComparable<T>
{
    private T[] _values = [];
    private bool[] _isThere = [];

    public override int BytesPerGroup => Unsafe.SizeOf<T>() + 1;

    public override void Resize(int groups)
    {
        Enlarge(ref _values, groups);
        Enlarge(ref _isThere, groups);
    }

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<T> values = FixedColumn.View<T>(column, start, groups.Length);
        bool mayHaveNulls = ColumnBuilder.MayHaveNulls(column);
        for (int i = 0; i < groups.Length && i < values.Length; i++)
        {
            if (mayHaveNulls && !ColumnBuilder.IsValid(column, start + i)) continue;
            int group = groups[i];
            if (_isThere[group] && (isMax ? values[i].CompareTo(_values[group]) <= 0 : values[i].CompareTo(_values[group]) >= 0)) continue;
            _values[group] = values[i];
            _isThere[group] = true;
        }
    }

    public override ArrayData Result(int groups) => FixedColumn.Of<T>(ResultType, _values.AsSpan(0, groups), _isThere.AsSpan(0, groups));
}

/// <summary>Of truth values.</summary>
internal sealed class BoolExtremeAggregator(bool isMax) : ExtremeAggregator(BooleanType.Default)
{
    private bool[] _values = [], _isThere = [];

    public override int BytesPerGroup => 2;

    public override void Resize(int groups)
    {
        Enlarge(ref _values, groups);
        Enlarge(ref _isThere, groups);
    }

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<byte> bits = column.Buffers[1].Span;
        for (int i = 0; i < groups.Length; i++)
        {
            if (!ColumnBuilder.IsValid(column, start + i)) continue;
            int group = groups[i];
            bool value = ColumnBits.IsSet(bits, column.Offset + start + i);
            _values[group] = !_isThere[group] ? value : isMax ? _values[group] | value : _values[group] & value;
            _isThere[group] = true;
        }
    }

    public override ArrayData Result(int groups)
    {
        ArrowBuffer valid = FixedColumn.Validity(_isThere.AsSpan(0, groups), out int nulls);
        return new ArrayData(ResultType, groups, nulls, 0, [valid, new ArrowBuffer(FixedColumn.Bits(_values.AsSpan(0, groups)))], (ArrayData[]?)null);
    }
}

/// <summary>Of texts, by their bytes. A text is copied when it is less, or greater, than all before it in its group: seldom.</summary>
internal sealed class TextExtremeAggregator<TValues>(IArrowType type, bool isMax) : ExtremeAggregator(type) where TValues : ITextValues<TValues>, allows ref struct
{
    // What an array takes beside its bytes.
    private const int ArrayBytes = 24;

    private byte[]?[] _values = [];
    private long _bytes;

    public override int BytesPerGroup => sizeof(long);

    public override long VariableBytes => _bytes;

    public override void Resize(int groups) => Enlarge(ref _values, groups);

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        TValues values = TValues.Of(column);
        for (int i = 0; i < groups.Length; i++)
        {
            if (!ColumnBuilder.IsValid(column, start + i)) continue;
            ReadOnlySpan<byte> text = values[start + i];
            ref byte[]? best = ref _values[groups[i]];
            if (best is not null && (isMax ? text.SequenceCompareTo(best) <= 0 : text.SequenceCompareTo(best) >= 0)) continue;
            _bytes += text.Length - (best?.Length ?? -ArrayBytes);
            best = text.ToArray();
        }
    }

    public override ArrayData Result(int groups)
    {
        bool[] isThere = new bool[groups];
        int[] ends = new int[groups + 1];
        for (int group = 0; group < groups; group++)
        {
            isThere[group] = _values[group] is not null;
            ends[group + 1] = checked(ends[group] + (_values[group]?.Length ?? 0));
        }
        byte[] bytes = new byte[ends[groups]];
        for (int group = 0; group < groups; group++) _values[group]?.CopyTo(bytes, ends[group]);
        ArrowBuffer valid = FixedColumn.Validity(isThere, out int nulls);
        ArrayData plain = new(StringType.Default, groups, nulls, 0, [valid, new ArrowBuffer(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(ends).ToArray()), new ArrowBuffer(bytes)], (ArrayData[]?)null);
        return TextColumns.As(plain, ResultType);
    }
}
