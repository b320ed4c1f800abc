using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Brings all rows of a table to every worker, as one batch.</summary>
internal static class CollectedRows
{
    public static RecordBatch Of(Table table)
    {
        DataflowEnvironment env = table.Environment.Dataflow;
        TableFormat format = new(nameof(Table.Collect), table.Schema);
        TableAgreement.Check(env, nameof(Table.Collect), format.Describe());
        TableBuilder all = format.NewBuilder();
        WorkerTasks tasks = table.Environment.Tasks;
        using TableParts parts = table.Open();
        using AllGather<byte[]> gather = new(env, tasks.ToWorkers);
        tasks.ForEach(task =>
        {
            TableFormat own = new(nameof(Table.Collect), table.Schema);
            RowGatherer rows = new(own, env.Options.ChunkBytes, chunk => tasks.Inside(() =>
            {
                gather.Add(tasks.NumberOf(task), chunk);
                gather.Progress();
            }));
            parts.Run(task, new BatchAction(batch => Add(batch, rows, own)));
            rows.Flush();
            tasks.Inside(() => gather.Finish(tasks.NumberOf(task)));
        });
        gather.WaitForCompletion();
        foreach (ReadOnlySpan<byte[]> chunks in gather.Read(env.Worker))
        {
            foreach (byte[] chunk in chunks)
            {
                ArrayData[] columns = format.Read(TableBuffers.In(chunk));
                if (all.Rows > 0 && !all.CanTake(columns))
                    throw new InvalidOperationException($"{nameof(Table.Collect)}: the values of a dictionary's column, of all workers together, are more than its indices can tell apart. Select the column with a larger index type, or as its values.");
                all.Append(columns, TableBuffers.RowsOf(chunk));
            }
        }
        TableLayout layout = new();
        all.Give(layout);
        return new RecordBatch(table.Schema, format.Read(layout.Share()).Select(ArrowArrayFactory.BuildArray), all.Rows);
    }

    private static void Add(RecordBatch batch, RowGatherer rows, TableFormat format)
    {
        int[] all = new int[batch.Length];
        for (int row = 0; row < all.Length; row++) all[row] = row;
        rows.Add(format.ColumnsOf(batch), all);
    }
}
