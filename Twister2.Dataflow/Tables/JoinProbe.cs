using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>Looks the rows of chunks up in a table, and finds the pairs whose keys are equal, a bounded number at a time.</summary>
/// <param name="side">The table whose rows are looked up.</param>
internal sealed class JoinProbe(JoinSide side)
{
    private ulong[] _hashes = [];
    private bool[] _hasNull = [];
    private int[] _next = [], _ends = [];
    private ArrayData[] _keys = [];
    private JoinTable? _table;
    private int _rows;
    private int _row;

    /// <summary>Begins with a chunk.</summary>
    public void Start(JoinTable table, ArrayData[] columns, int rows)
    {
        _table = table;
        _rows = rows;
        _row = 0;
        if (_hashes.Length < rows)
        {
            _hashes = new ulong[rows];
            _hasNull = new bool[rows];
            _next = new int[rows];
            _ends = new int[rows];
        }
        Span<ulong> hashes = _hashes.AsSpan(0, rows);
        side.Keys.Hash(columns, 0, hashes);
        table.Find(hashes, _next, _ends);
        if (side.Keys.FindNulls(columns, 0, _hasNull.AsSpan(0, rows)))
            for (int row = 0; row < rows; row++)
                if (_hasNull[row]) _next[row] = _ends[row];
        _keys = [.. Enumerable.Range(0, side.Keys.Count).Select(key => side.Keys.Values(columns, key))];
    }

    /// <summary>Finds some more pairs. Returns false when there are no more; true with a count of 0 says to ask again.</summary>
    public bool Next(Span<int> rows, Span<int> tableRows, out int count)
    {
        count = Candidates(rows, tableRows);
        if (count == 0) return false;
        for (int key = 0; key < _keys.Length && count > 0; key++)
            count = side.Keys.KindOf(key).KeepEqual(_keys[key], rows[..count], _table!.Keys[key], tableRows[..count]);
        return true;
    }

    /// <summary>Pairs whose hashes are equal.</summary>
    private int Candidates(Span<int> rows, Span<int> tableRows)
    {
        JoinTable table = _table!;
        int count = 0;
        while (_row < _rows && count < rows.Length)
        {
            int entry = _next[_row], end = _ends[_row];
            ulong hash = _hashes[_row];
            for (; entry < end && count < rows.Length; entry++)
            {
                int found = table.RowAt(entry, hash);
                if (found < 0) continue;
                rows[count] = _row;
                tableRows[count++] = found;
            }
            _next[_row] = entry;
            if (entry >= end) _row++;
        }
        return count;
    }
}
