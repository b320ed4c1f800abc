using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Divides rows among targets: a chunk for each is put together from however many batches, and given away when it is full. Batches are gone through in parts whose columns
/// stay in the cache while each target takes its rows out of them.
/// </summary>
/// <param name="format">The table.</param>
/// <param name="targets">How many targets.</param>
/// <param name="chunkBytes">When a chunk is full. One row may be larger.</param>
/// <param name="flush">Takes a full chunk for a target; the builder is cleared when it returns.</param>
internal sealed class TableScatter(TableFormat format, int targets, long chunkBytes, Action<int, TableBuilder> flush)
{
    // Rows of a part: a few for each target, so that what a column costs for each target does not matter.
    private const int SmallestPart = 16 << 10, LargestPart = 256 << 10, RowsPerTarget = 64;

    private readonly TableBuilder?[] _chunks = new TableBuilder?[targets];
    private readonly int[] _ends = new int[targets];
    private int[] _rows = [];

    /// <summary>Rows to go through at a time.</summary>
    public int PartRows { get; } = (int)Math.Clamp((long)RowsPerTarget * targets, SmallestPart, LargestPart);

    /// <summary>Adds rows from <paramref name="start"/> on, each for its target; those whose target is negative are left out.</summary>
    public void Add(ReadOnlySpan<ArrayData> columns, int start, ReadOnlySpan<int> targetOf)
    {
        Sort(start, targetOf);
        int from = 0;
        for (int target = 0; target < _ends.Length; target++)
        {
            int end = _ends[target];
            if (end > from) AddTo(target, columns, _rows.AsSpan(from, end - from));
            from = end;
        }
    }

    /// <summary>Gives all chunks away, beginning with that of <paramref name="first"/>.</summary>
    public void FlushAll(int first)
    {
        for (int i = 0; i < _chunks.Length; i++) Flush((first + i) % _chunks.Length);
    }

    /// <summary>Writes the rows to <see cref="_rows"/> by their targets, and where those of each target end to <see cref="_ends"/>.</summary>
    private void Sort(int start, ReadOnlySpan<int> targetOf)
    {
        if (_rows.Length < targetOf.Length) _rows = new int[targetOf.Length];
        int[] ends = _ends;
        System.Array.Clear(ends);
        foreach (int target in targetOf)
            if (target >= 0) ends[target]++;
        int sum = 0;
        for (int target = 0; target < ends.Length; target++)
        {
            int count = ends[target];
            ends[target] = sum;
            sum += count;
        }
        for (int i = 0; i < targetOf.Length; i++)
            if (targetOf[i] >= 0) _rows[ends[targetOf[i]]++] = start + i;
    }

    private void AddTo(int target, ReadOnlySpan<ArrayData> columns, ReadOnlySpan<int> rows)
    {
        TableBuilder chunk = _chunks[target] ??= format.NewBuilder();
        while (!rows.IsEmpty)
        {
            if (chunk.Rows > 0 && !chunk.CanTake(columns)) Flush(target);
            int count = chunk.Fit(columns, rows, chunkBytes - chunk.Bytes);
            chunk.Gather(columns, rows[..count]);
            if (count < rows.Length || chunk.Bytes >= chunkBytes) Flush(target);
            rows = rows[count..];
        }
    }

    private void Flush(int target)
    {
        if (_chunks[target] is not { Rows: > 0 } chunk) return;
        flush(target, chunk);
        chunk.Clear();
    }
}
