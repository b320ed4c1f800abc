using Apache.Arrow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Joins the rows that came to one target task. The smaller side becomes a table, a part of it at a time where it does not fit; the other is looked up in it. Sides much larger
/// than the memory are divided by the hashes of their keys first; a key that is larger still makes the other side be read once for each part of it.
/// </summary>
internal sealed class LocalJoin(DataflowEnvironment env, string owner, TableJoinKind kind, JoinSide left, JoinSide right, JoinResult result, OperatorLedger ledger)
{
    // Divisions one within the other, before what is left is taken for one key.
    private const int DeepestDivision = 3;

    // Pairs that are looked at together: few enough to stay in the cache.
    private const int PairsAtATime = 4096;

    private const long SmallestTable = 16 << 10, LargestTable = 1 << 30;

    private readonly int[] _probeRows = new int[PairsAtATime], _tableRows = new int[PairsAtATime];
    private readonly long _tableBytes = Math.Clamp(env.Memory.Limit / 4, SmallestTable, LargestTable);

    private bool GivesPairs => kind is not (TableJoinKind.Semi or TableJoinKind.Anti);

    /// <summary>The result, computed while it is read.</summary>
    public IEnumerable<RecordBatch> Run(BatchStore leftRows, BatchStore rightRows)
    {
        foreach (RecordBatch batch in Join(leftRows, rightRows, 0)) yield return batch;
        result.Seal();
        while (result.TryTake(out RecordBatch? batch)) yield return batch!;
    }

    private IEnumerable<RecordBatch> Join(BatchStore leftRows, BatchStore rightRows, int depth)
    {
        long smaller = Math.Min(leftRows.Bytes, rightRows.Bytes);
        if (smaller > _tableBytes && depth < DeepestDivision)
        {
            using JoinDivision parts = new(env, owner, (left, leftRows), (right, rightRows), depth, ledger);
            long largest = Enumerable.Range(0, JoinDivision.Parts).Max(part => Math.Min(parts.Left[part].Bytes, parts.Right[part].Bytes));
            if (largest < smaller / 4 * 3)
            {
                for (int part = 0; part < JoinDivision.Parts; part++)
                {
                    foreach (RecordBatch batch in Join(parts.Left[part], parts.Right[part], depth + 1)) yield return batch;
                    parts.Left[part].Dispose();
                    parts.Right[part].Dispose();
                }
                yield break;
            }
        }
        foreach (RecordBatch batch in JoinParts(leftRows, rightRows)) yield return batch;
    }

    private IEnumerable<RecordBatch> JoinParts(BatchStore leftRows, BatchStore rightRows)
    {
        bool tableIsRight = rightRows.Bytes <= leftRows.Bytes;
        (BatchStore rows, BatchStore probed) = tableIsRight ? (rightRows, leftRows) : (leftRows, rightRows);
        JoinProbe probe = new(tableIsRight ? left : right);
        using ProbeMatches matches = new(env, probed, ledger);
        int next = 0;
        do
        {
            bool isFirst = next == 0;
            using JoinTable table = JoinTable.Build(env, tableIsRight ? right : left, rows, ref next, _tableBytes, ledger);
            bool isLast = next >= rows.Count;
            if (!isFirst || !isLast) matches.KeepAll();
            for (int chunk = 0; chunk < probed.Count; chunk++)
            {
                ChunkBuffer read = probed.BeginReading(chunk);
                try
                {
                    ArrayData[] columns = (tableIsRight ? left : right).Format.Read(TableBuffers.In(read.Message));
                    matches.Start(chunk);
                    probe.Start(table, columns, probed.RowsOf(chunk));
                    while (AddPairs(probe, table, columns, matches, tableIsRight))
                        while (result.TryTake(out RecordBatch? batch)) yield return batch!;
                    for (int row = 0; isLast && AddProbed(columns, matches, ref row, probed.RowsOf(chunk), tableIsRight);)
                        while (result.TryTake(out RecordBatch? batch)) yield return batch!;
                }
                finally
                {
                    probed.EndReading(chunk, read);
                }
            }
            for (int row = 0; AddFromTable(table, ref row, tableIsRight);)
                while (result.TryTake(out RecordBatch? batch)) yield return batch!;
        }
        while (next < rows.Count);
    }

    /// <summary>Adds the next pairs of a chunk; false when there are no more.</summary>
    private bool AddPairs(JoinProbe probe, JoinTable table, ArrayData[] columns, ProbeMatches matches, bool tableIsRight)
    {
        if (!probe.Next(_probeRows, _tableRows, out int count)) return false;
        ReadOnlySpan<int> rows = _probeRows.AsSpan(0, count), found = _tableRows.AsSpan(0, count);
        matches.Match(rows);
        table.Match(found);
        if (!GivesPairs) return true;
        if (tableIsRight) result.Add(left.OutputOf(columns), rows, right.OutputOf(table.Columns), found);
        else result.Add(left.OutputOf(table.Columns), found, right.OutputOf(columns), rows);
        return true;
    }

    /// <summary>Adds rows that were looked up and are in the result by themselves; false when there are no more.</summary>
    private bool AddProbed(ArrayData[] columns, ProbeMatches matches, ref int next, int rows, bool tableIsRight)
    {
        if (AloneWhen(isLeft: tableIsRight) is not { } matched || next >= rows) return false;
        int count = matches.Select(matched, ref next, rows, _probeRows);
        AddAlone(columns, _probeRows.AsSpan(0, count), isLeft: tableIsRight);
        return true;
    }

    /// <summary>Adds rows of the table that are in the result by themselves; false when there are no more.</summary>
    private bool AddFromTable(JoinTable table, ref int next, bool tableIsRight)
    {
        if (AloneWhen(isLeft: !tableIsRight) is not { } matched || next >= table.Rows) return false;
        int count = table.Select(matched, ref next, _tableRows);
        AddAlone(table.Columns, _tableRows.AsSpan(0, count), isLeft: !tableIsRight);
        return true;
    }

    private void AddAlone(ArrayData[] columns, ReadOnlySpan<int> rows, bool isLeft)
    {
        if (isLeft) result.Add(left.OutputOf(columns), rows, null, default);
        else result.Add(null, default, right.OutputOf(columns), rows);
    }

    /// <summary>Whether rows of a side are in the result by themselves when they match, or when they do not; null where they never are.</summary>
    private bool? AloneWhen(bool isLeft) => (kind, isLeft) switch
    {
        (TableJoinKind.Left or TableJoinKind.Full or TableJoinKind.Anti, true) => false,
        (TableJoinKind.Right or TableJoinKind.Full, false) => false,
        (TableJoinKind.Semi, true) => true,
        _ => null,
    };
}
