using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Makes a column of C# values, as long as it is appended to.</summary>
internal abstract class ValueWriter<T>
{
    private readonly ColumnBits _valid = new();

    protected int Length { get; private set; }

    protected int NullCount { get; private set; }

    /// <summary>Appends values.</summary>
    public void Append(ColumnVector<T> vector)
    {
        AppendValues(vector);
        AppendValidity(vector.Values.Length, vector.Nulls);
        Length += vector.Values.Length;
    }

    /// <summary>The column.</summary>
    public abstract ArrayData Seal();

    protected abstract void AppendValues(ColumnVector<T> vector);

    protected ArrowBuffer Validity() => NullCount > 0 ? new ArrowBuffer(_valid.Memory) : ArrowBuffer.Empty;

    private void AppendValidity(int count, ReadOnlySpan<bool> nulls)
    {
        if (!nulls.Contains(true))
        {
            if (NullCount > 0) _valid.AppendOnes(count);
            return;
        }
        if (NullCount == 0) _valid.AppendOnes(Length);
        foreach (bool isNull in nulls)
        {
            if (isNull) _valid.AppendZeros(1);
            else _valid.AppendOnes(1);
            NullCount += isNull ? 1 : 0;
        }
    }
}

/// <summary>Values that lie in a column as they do in C#, or as numbers of <typeparamref name="TStored"/>.</summary>
internal abstract class FixedWriter<T, TStored>(IArrowType type) : ValueWriter<T> where TStored : unmanaged
{
    private readonly ColumnBuffer _values = new();

    public override ArrayData Seal() => new(type, Length, NullCount, 0, [Validity(), new ArrowBuffer(_values.Memory)], (ArrayData[]?)null);

    protected sealed override void AppendValues(ColumnVector<T> vector) => Store(vector, _values.Append<TStored>(vector.Values.Length));

    protected abstract void Store(ColumnVector<T> vector, Span<TStored> to);
}
