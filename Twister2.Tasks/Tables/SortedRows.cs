using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// Sorts a task's rows. As many as the task's share of a quarter of the memory takes are sorted at a time; where there are more, each sorted run is kept, on scratch if need be, and they are merged.
/// </summary>
internal sealed class SortedRows : IDisposable
{
    private const long SmallestRun = 32 << 10, LargestRun = 1 << 30;

    // What a row takes while it is sorted, beside its columns and its key.
    private const int BytesPerRow = 16 + 4;

    private readonly BatchEnvironment _environment;
    private readonly Schema _schema;
    private readonly TableFormat _format;
    private readonly OrderKeys _keys;
    private readonly TableBuilder _builder;
    private readonly RowKeys _rowKeys = new();
    private readonly OperatorLedger _ledger;
    private readonly List<RowKeeper> _runs = [];
    private readonly long _runBytes;
    private long _reserved;

    public SortedRows(BatchEnvironment environment, Schema schema, OrderKeys keys)
    {
        (_environment, _schema, _keys) = (environment, schema, keys);
        OperatorLedger? ledger = null;
        environment.Tasks.Inside(() => ledger = environment.Dataflow.Ledgers.Local(nameof(Table.OrderBy)));
        _ledger = ledger!;
        _format = new TableFormat(nameof(Table.OrderBy), schema);
        _builder = _format.NewBuilder();
        _runBytes = Math.Clamp(environment.Dataflow.Memory.Limit / 4 / environment.Tasks.Count, SmallestRun, LargestRun);
    }

    private MemoryBudget Memory => _environment.Dataflow.Memory;

    /// <summary>Adds rows behind those before.</summary>
    public void Add(RecordBatch batch)
    {
        ArrayData[] columns = _format.ColumnsOf(batch);
        if (_builder.Rows > 0 && !_builder.CanTake(columns)) EndRun();
        _keys.Append(columns, batch.Length, _rowKeys);
        _builder.Append(columns, batch.Length);
        long more = _builder.Bytes + _rowKeys.Bytes + (long)BytesPerRow * _builder.Rows - _reserved;
        if (more > 0)
        {
            _environment.Tasks.Inside(() => Memory.Reserve(more, _ledger));
            _reserved += more;
        }
        if (_reserved >= _runBytes) EndRun();
    }

    /// <summary>Gives all rows, in order.</summary>
    public void PassTo(IBatchSink sink)
    {
        RowGatherer output = RowGatherer.To(sink, _format, _environment);
        if (_runs.Count == 0)
        {
            Sort((columns, rows) =>
            {
                for (int at = 0; at < rows.Length && !sink.IsFull; at += _environment.Dataflow.Options.ChunkRecords)
                    output.Add(columns, rows.AsSpan(at, Math.Min(_environment.Dataflow.Options.ChunkRecords, rows.Length - at)));
            });
            if (!sink.IsFull) output.Flush();
            return;
        }
        EndRun();
        new RunMerge(_keys, [.. _runs]).PassTo(output, sink);
        if (!sink.IsFull) output.Flush();
    }

    public void Dispose()
    {
        foreach (RowKeeper run in _runs) run.Dispose();
        Release();
    }

    private void Release()
    {
        _environment.Tasks.Inside(() => Memory.Release(_reserved, _ledger));
        _reserved = 0;
    }

    private void EndRun()
    {
        if (_builder.Rows == 0) return;
        RowKeeper run = new(_environment, _schema, nameof(Table.OrderBy));
        _runs.Add(run);
        RowGatherer sorted = new(_format, Math.Max(1 << 10, _runBytes / 64), chunk => run.Add(_format.ToBatch(chunk)));
        Sort((columns, rows) => sorted.Add(columns, rows));
        sorted.Flush();
        _builder.Clear();
        _rowKeys.Clear();
        Release();
    }

    /// <summary>Gives the columns, and the order of their rows.</summary>
    private void Sort(Action<ArrayData[], int[]> give)
    {
        SortedRow[] entries = new SortedRow[_builder.Rows];
        for (int row = 0; row < entries.Length; row++) entries[row] = new SortedRow(_rowKeys.PrefixOf(row), row);
        entries.AsSpan().Sort(new ByKey(_rowKeys));
        int[] rows = new int[entries.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = entries[i].Row;
        TableLayout layout = new();
        _builder.Give(layout);
        give(_format.Read(layout.Share()), rows);
    }

    private readonly record struct SortedRow(ulong Prefix, int Row);

    /// <summary>By prefix, then by key, then as they came: no two are equal, so the sort is stable.</summary>
    private readonly struct ByKey(RowKeys keys) : IComparer<SortedRow>
    {
        public int Compare(SortedRow a, SortedRow b)
        {
            if (a.Prefix != b.Prefix) return a.Prefix < b.Prefix ? -1 : 1;
            int order = keys[a.Row].SequenceCompareTo(keys[b.Row]);
            return order != 0 ? order : a.Row.CompareTo(b.Row);
        }
    }
}
