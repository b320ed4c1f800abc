using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Tells rows whose key is that of their candidate group from the others, column by column.</summary>
internal sealed class KeyMatch(TableKeys keys)
{
    private int[] _rows = [], _groups = [], _nullRows = [], _nullGroups = [];

    /// <summary>Writes the group of each row that has found its own, and the others to <paramref name="pending"/>; returns how many those are.</summary>
    /// <param name="columns">The keys of the rows.</param>
    /// <param name="rows">Rows, ascending.</param>
    /// <param name="groupColumns">The keys of the groups.</param>
    /// <param name="candidates">A group for each row.</param>
    /// <param name="start">The row that <paramref name="groups"/> and <paramref name="pending"/> count from.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="pending">Rows that look further.</param>
    public int Divide(ReadOnlySpan<ArrayData> columns, ReadOnlySpan<int> rows, ReadOnlySpan<ArrayData> groupColumns, ReadOnlySpan<int> candidates, int start, Span<int> groups, Span<int> pending)
    {
        if (_rows.Length < rows.Length) (_rows, _groups, _nullRows, _nullGroups) = (new int[rows.Length], new int[rows.Length], new int[rows.Length], new int[rows.Length]);
        rows.CopyTo(_rows);
        candidates.CopyTo(_groups);
        int equal = rows.Length;
        for (int key = 0; key < keys.Count && equal > 0; key++)
        {
            ArrayData ours = columns[key], theirs = groupColumns[key];
            equal = KeyColumn.MayHaveNulls(ours) || KeyColumn.MayHaveNulls(theirs)
                ? KeepEqualOrNull(keys.KindOf(key), ours, theirs, equal)
                : keys.KindOf(key).KeepEqual(ours, _rows.AsSpan(0, equal), theirs, _groups.AsSpan(0, equal));
        }
        int found = 0, further = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i] - start;
            if (found < equal && _rows[found] == rows[i]) groups[row] = _groups[found++];
            else pending[further++] = row;
        }
        return further;
    }

    /// <summary>Keeps pairs whose values are equal, and those where both are null; in their order.</summary>
    private int KeepEqualOrNull(KeyColumn kind, ArrayData ours, ArrayData theirs, int count)
    {
        int nulls = 0, values = 0;
        for (int i = 0; i < count; i++)
        {
            (int row, int group) = (_rows[i], _groups[i]);
            bool isNull = !ColumnBuilder.IsValid(ours, row);
            if (isNull == ColumnBuilder.IsValid(theirs, group)) continue;
            if (isNull) (_nullRows[nulls], _nullGroups[nulls++]) = (row, group);
            else (_rows[values], _groups[values++]) = (row, group);
        }
        values = kind.KeepEqual(ours, _rows.AsSpan(0, values), theirs, _groups.AsSpan(0, values));
        // Both lists ascend: merged from the end, where there is room.
        int to = values + nulls;
        for (int value = values - 1, isNull = nulls - 1; isNull >= 0;)
        {
            to--;
            if (value >= 0 && _rows[value] > _nullRows[isNull]) (_rows[to], _groups[to]) = (_rows[value], _groups[value--]);
            else (_rows[to], _groups[to]) = (_nullRows[isNull], _nullGroups[isNull--]);
        }
        return values + nulls;
    }
}
