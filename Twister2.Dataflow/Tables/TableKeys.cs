using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>The key columns of a table: hashes of rows, and which of them have a null.</summary>
internal sealed class TableKeys
{
    private readonly int[] _columns;
    private readonly KeyColumn[] _kinds;

    /// <exception cref="ArgumentException">A column is not there.</exception>
    /// <exception cref="NotSupportedException">Its values are no keys.</exception>
    public TableKeys(TableFormat format, IReadOnlyList<string> columns)
    {
        _columns = [.. columns.Select(format.IndexOf)];
        _kinds = [.. _columns.Select(format.KeyOf)];
    }

    /// <summary>Columns of the key.</summary>
    public int Count => _columns.Length;

    /// <summary>Hashes and compares one of them.</summary>
    public KeyColumn KindOf(int key) => _kinds[key];

    /// <summary>The values of one of them, not as indices into a dictionary.</summary>
    public ArrayData Values(ReadOnlySpan<ArrayData> columns, int key) => DictionaryIndices.Decode(columns[_columns[key]]);

    /// <summary>The hashes of rows from <paramref name="start"/> on. Null is a value.</summary>
    public void Hash(ReadOnlySpan<ArrayData> columns, int start, Span<ulong> hashes)
    {
        _kinds[0].Hash(columns[_columns[0]], start, hashes);
        for (int i = 1; i < _columns.Length; i++) _kinds[i].CombineHash(columns[_columns[i]], start, hashes);
    }

    /// <summary>Says of which rows from <paramref name="start"/> on the key has a null in it.</summary>
    /// <returns>Whether there may be such rows; if not, nothing was written.</returns>
    public bool FindNulls(ReadOnlySpan<ArrayData> columns, int start, Span<bool> hasNull)
    {
        bool found = false;
        foreach (int key in _columns)
        {
            ArrayData column = columns[key];
            if (!KeyColumn.MayHaveNulls(column)) continue;
            if (!found) hasNull.Clear();
            found = true;
            for (int i = 0; i < hasNull.Length; i++) hasNull[i] |= KeyColumn.IsNull(column, start + i);
        }
        return found;
    }
}
