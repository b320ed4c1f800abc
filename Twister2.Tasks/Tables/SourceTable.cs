using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Record batches that are there. A list of them is divided among the tasks, row by row and without a copy; what has to be enumerated is read by the worker's first task.</summary>
internal sealed class SourceTable : Table
{
    private readonly IEnumerable<RecordBatch> _batches;

    public SourceTable(BatchEnvironment environment, Schema schema, IEnumerable<RecordBatch> batches) : base(environment, schema)
    {
        _batches = batches;
        TableFormat format = NewFormat();
        foreach (Field field in schema.FieldsList) format.IndexOf(field.Name);
    }

    internal override TableParts Open() => new((task, sink) =>
    {
        if (_batches is IReadOnlyList<RecordBatch> list && Environment.Tasks.IsShared) Run(Share(list, task), sink);
        else if (task == 0) Run(_batches, sink);
    });

    private TableFormat NewFormat() => new(nameof(RecordBatchSources.FromRecordBatches), Schema);

    private void Run(IEnumerable<RecordBatch> batches, IBatchSink sink)
    {
        WorkerTasks tasks = Environment.Tasks;
        TableFormat format = NewFormat();
        long rows = 0;
        try
        {
            foreach (RecordBatch batch in batches)
            {
                tasks.Gate.Check();
                format.ColumnsOf(batch);
                rows += batch.Length;
                if (batch.Length > 0) sink.Add(batch);
                if (sink.IsFull) return;
            }
        }
        finally
        {
            tasks.Inside(() => Environment.Dataflow.Counters.RecordsRead += rows);
        }
    }

    /// <summary>The task's share of the rows of all batches, in their order.</summary>
    private IEnumerable<RecordBatch> Share(IReadOnlyList<RecordBatch> list, int task)
    {
        long all = list.Sum(static batch => (long)batch.Length), at = 0;
        long first = all * task / Environment.Tasks.Count, end = all * (task + 1) / Environment.Tasks.Count;
        foreach (RecordBatch batch in list)
        {
            int from = (int)Math.Clamp(first - at, 0, batch.Length), to = (int)Math.Clamp(end - at, 0, batch.Length);
            at += batch.Length;
            if (from < to) yield return to - from == batch.Length ? batch : batch.Slice(from, to - from);
            else if (batch.Length == 0 && task == 0) yield return batch;
        }
    }
}
