using Apache.Arrow;

namespace Twister2.Dataflow.Tests;

/// <summary>A join by a loop over rows of text.</summary>
internal static class TableModel
{
    public static IEnumerable<string> Join(
        TableJoinKind kind, IEnumerable<RecordBatch> left, IEnumerable<RecordBatch> right, int[] leftKeys, int[] rightKeys, int leftColumns, int rightColumns)
    {
        List<(string? Key, string Row)> ours = RowsOf(left, leftKeys), theirs = RowsOf(right, rightKeys);
        ILookup<string, string> found = theirs.Where(row => row.Key is not null).ToLookup(row => row.Key!, row => row.Row);
        HashSet<string?> keys = [.. ours.Select(row => row.Key)];
        foreach ((string? key, string row) in ours)
        {
            bool matches = key is not null && found.Contains(key);
            if (kind == TableJoinKind.Semi ? matches : kind == TableJoinKind.Anti && !matches) yield return row;
            if (kind is TableJoinKind.Semi or TableJoinKind.Anti) continue;
            if (matches)
                foreach (string other in found[key!]) yield return $"{row} | {other}";
            else if (kind is TableJoinKind.Left or TableJoinKind.Full) yield return $"{row} | {Nulls(rightColumns)}";
        }
        if (kind is not (TableJoinKind.Right or TableJoinKind.Full)) yield break;
        foreach ((string? key, string row) in theirs)
            if (key is null || !keys.Contains(key)) yield return $"{Nulls(leftColumns)} | {row}";
    }

    private static string Nulls(int columns) => string.Join(" | ", Enumerable.Repeat("null", columns));

    private static List<(string? Key, string Row)> RowsOf(IEnumerable<RecordBatch> batches, int[] keys) =>
        [.. batches.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => (TableText.Key(batch, row, keys, nullsMatch: false), TableText.Row(batch, row))))];
}
