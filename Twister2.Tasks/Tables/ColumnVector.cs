namespace Twister2.Tasks;

/// <summary>Values of a window of rows. <paramref name="nulls"/> is empty where none is null; what stands for null among the values is not defined.</summary>
internal readonly ref struct ColumnVector<T>(ReadOnlySpan<T> values, ReadOnlySpan<bool> nulls)
{
    public ReadOnlySpan<T> Values { get; } = values;

    public ReadOnlySpan<bool> Nulls { get; } = nulls;

    public bool IsNull(int row) => !Nulls.IsEmpty && Nulls[row];
}
