using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of the type that knows only null: no buffers at all.</summary>
internal sealed class NullColumnBuilder(IArrowType type) : ColumnBuilder(type)
{
    public override long RowBits => 1;

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, _) = buffers.NextNode();
        return new ArrayData(Type, length, length, 0, System.Array.Empty<ArrowBuffer>(), (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
    }

    protected override void AppendNullValues(int count)
    {
    }

    protected override void GiveBuffers(TableLayout layout)
    {
    }

    protected override void ClearValues()
    {
    }
}
