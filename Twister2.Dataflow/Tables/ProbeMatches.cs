using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Tables;

/// <summary>Which of the rows that are looked up matched: those of one chunk, or of all where they are looked up in several tables, one after the other.</summary>
internal sealed class ProbeMatches(DataflowEnvironment env, BatchStore rows, OperatorLedger ledger) : IDisposable
{
    private HugeArray<bool>? _matched;
    private long _reserved;
    private nint _first;
    private bool _keepsAll;

    /// <summary>Keeps what is found of each row until the end.</summary>
    public void KeepAll()
    {
        if (_keepsAll) return;
        _keepsAll = true;
        Take(rows.Rows);
    }

    /// <summary>Begins with a chunk; the chunks come in their order.</summary>
    public void Start(int chunk)
    {
        if (_keepsAll)
        {
            _first = chunk == 0 ? 0 : _first + rows.RowsOf(chunk - 1);
            return;
        }
        if (_matched is null || _matched.Length < rows.RowsOf(chunk)) Take(rows.RowsOf(chunk));
        _matched!.Clear();
    }

    /// <summary>Says that rows of the chunk match.</summary>
    public void Match(ReadOnlySpan<int> chunkRows)
    {
        ref bool first = ref Unsafe.Add(ref _matched!.First, _first);
        foreach (int row in chunkRows) Unsafe.Add(ref first, row) = true;
    }

    /// <summary>Finds rows of the chunk from <paramref name="next"/> on that match, or that do not; returns how many it wrote.</summary>
    public int Select(bool matched, ref int next, int end, Span<int> found)
    {
        ref bool first = ref Unsafe.Add(ref _matched!.First, _first);
        int count = 0;
        for (; next < end && count < found.Length; next++)
            if (Unsafe.Add(ref first, next) == matched) found[count++] = next;
        return count;
    }

    public void Dispose()
    {
        _matched?.Dispose();
        env.Memory.Release(_reserved, ledger);
        _reserved = 0;
    }

    private void Take(long count)
    {
        _matched?.Dispose();
        _matched = null;
        env.Memory.Release(_reserved, ledger);
        _reserved = 0;
        env.Memory.Reserve(Math.Max(1, count), ledger);
        _reserved = Math.Max(1, count);
        _matched = new HugeArray<bool>((nint)_reserved);
    }
}
