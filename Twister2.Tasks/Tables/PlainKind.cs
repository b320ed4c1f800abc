using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Numbers, which lie in a column as they do in C#.</summary>
internal sealed class PlainKind<T>(IArrowType type) : ValueKind<T> where T : unmanaged
{
    public override IArrowType Type => type;

    public override bool Reads(IArrowType other) => other.TypeId == type.TypeId;

    public override void Read(ArrayData column, int start, Span<T> values) => View(column, start, values.Length).CopyTo(values);

    public override bool TryView(ArrayData column, int start, int count, out ReadOnlySpan<T> values)
    {
        values = View(column, start, count);
        return true;
    }

    public override ValueWriter<T> NewWriter() => new Writer(type);

    private static ReadOnlySpan<T> View(ArrayData column, int start, int count) => MemoryMarshal.Cast<byte, T>(column.Buffers[1].Span).Slice(column.Offset + start, count);

    private sealed class Writer(IArrowType type) : FixedWriter<T, T>(type)
    {
        protected override void Store(ColumnVector<T> vector, Span<T> to) => vector.Values.CopyTo(to);
    }
}

/// <summary>Truth values: bits.</summary>
internal sealed class BoolKind : ValueKind<bool>
{
    public override IArrowType Type => BooleanType.Default;

    public override bool Reads(IArrowType type) => type is BooleanType;

    public override void Read(ArrayData column, int start, Span<bool> values)
    {
        ReadOnlySpan<byte> bits = column.Buffers[1].Span;
        for (int i = 0; i < values.Length; i++) values[i] = ColumnBits.IsSet(bits, column.Offset + start + i);
    }

    public override ValueWriter<bool> NewWriter() => new Writer();

    private sealed class Writer : ValueWriter<bool>
    {
        private readonly ColumnBits _values = new();

        public override ArrayData Seal() => new(BooleanType.Default, Length, NullCount, 0, [Validity(), new ArrowBuffer(_values.Memory)], (ArrayData[]?)null);

        protected override void AppendValues(ColumnVector<bool> vector)
        {
            foreach (bool value in vector.Values)
            {
                if (value) _values.AppendOnes(1);
                else _values.AppendZeros(1);
            }
        }
    }
}
