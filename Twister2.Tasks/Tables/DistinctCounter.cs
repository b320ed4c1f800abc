using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Counts the different values of each group. Pairs of group and value are kept once, as a grouping keeps its keys; the state of a group is the list of its values.</summary>
internal sealed class DistinctCounter : Aggregator
{
    // Values of lists that are looked up together.
    private const int WindowRows = 4096;

    private const string Owner = nameof(Aggregates.CountDistinct);

    private readonly IArrowType _type;
    private readonly GroupIndex _pairs;
    private readonly Schema _valueSchema;
    private int[] _numbers = [];

    public DistinctCounter(IArrowType type)
    {
        _type = type;
        Field value = new("item", type, nullable: true);
        _valueSchema = new Schema([value], null);
        _pairs = new GroupIndex(new TableFormat(Owner, new Schema([new Field("group", Int32Type.Default, nullable: false), value], null)));
        StateTypes = [new ListType(value)];
    }

    public override IArrowType[] StateTypes { get; }

    public override IArrowType ResultType => Int64Type.Default;

    public override bool IsNullable => false;

    // What a group takes is in its values.
    public override int BytesPerGroup => 0;

    public override long VariableBytes => _pairs.Bytes;

    /// <summary>Whether values of a type can be told apart, and sent.</summary>
    public static bool CanCount(IArrowType type) => KeyColumn.TryFor(type) is not null;

    public override void Resize(int groups) { }

    public override void AddInput(ArrayData column, int start, ReadOnlySpan<int> groups)
    {
        if (_numbers.Length < groups.Length) _numbers = new int[groups.Length];
        // Null is a pair, too, and not counted.
        _pairs.Find([FixedColumn.Of<int>(Int32Type.Default, groups, default), column.Slice(start, groups.Length)], 0, _numbers.AsSpan(0, groups.Length));
    }

    public override void AddState(ReadOnlySpan<ArrayData> state, int start, ReadOnlySpan<int> groups)
    {
        ReadOnlySpan<int> ends = MemoryMarshal.Cast<byte, int>(state[0].Buffers[1].Span).Slice(state[0].Offset + start, groups.Length + 1);
        int[] groupOf = new int[ends[^1] - ends[0]];
        for (int i = 0; i < groups.Length; i++) groupOf.AsSpan(ends[i] - ends[0], ends[i + 1] - ends[i]).Fill(groups[i]);
        for (int at = 0; at < groupOf.Length; at += WindowRows)
            AddInput(state[0].Children[0], ends[0] + at, groupOf.AsSpan(at, Math.Min(WindowRows, groupOf.Length - at)));
    }

    public override ArrayData[] State(int groups)
    {
        ArrayData[] pairs = _pairs.Keys();
        ReadOnlySpan<int> groupOf = FixedColumn.View<int>(pairs[0], 0, _pairs.Count);
        int[] ends = new int[groups + 1];
        foreach (int group in groupOf) ends[group + 1]++;
        for (int group = 0; group < groups; group++) ends[group + 1] += ends[group];
        int[] next = ends[..^1], rows = new int[groupOf.Length];
        for (int pair = 0; pair < groupOf.Length; pair++) rows[next[groupOf[pair]]++] = pair;
        return [new ArrayData(StateTypes[0], groups, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(MemoryMarshal.AsBytes<int>(ends).ToArray())], [Gathered(pairs[1], rows)])];
    }

    public override ArrayData Result(int groups)
    {
        ArrayData[] pairs = _pairs.Keys();
        ReadOnlySpan<int> groupOf = FixedColumn.View<int>(pairs[0], 0, _pairs.Count);
        long[] counts = new long[groups];
        bool mayHaveNulls = KeyColumn.MayHaveNulls(pairs[1]);
        for (int pair = 0; pair < groupOf.Length; pair++)
            if (!mayHaveNulls || !KeyColumn.IsNull(pairs[1], pair)) counts[groupOf[pair]]++;
        return FixedColumn.Of<long>(Int64Type.Default, counts, default);
    }

    public override void Dispose()
    {
        base.Dispose();
        _pairs.Dispose();
    }

    private ArrayData Gathered(ArrayData values, ReadOnlySpan<int> rows)
    {
        TableFormat format = new(Owner, _valueSchema);
        TableBuilder builder = format.NewBuilder();
        builder.Gather([values], rows);
        TableLayout layout = new();
        builder.Give(layout);
        return format.Read(layout.Share())[0];
    }
}
