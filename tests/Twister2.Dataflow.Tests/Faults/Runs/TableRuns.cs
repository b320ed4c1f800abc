using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the operators of tables: rows as columns of a number and a text.</summary>
internal static class TableRuns
{
    private static readonly Schema Columns = new([new Field("key", Int64Type.Default, false), new Field("text", StringType.Default, false)], null);

    public static void Join(OperatorRun run)
    {
        using TableJoin join = new(run.Env, run.Plan, Columns, Columns, TableJoinKind.Full, ["key"], ["key"]);
        // Each source task adds to both tables.
        run.Fill(join, (source, rows) =>
        {
            join.AddLeft(source, BatchOf(rows));
            join.AddRight(source, BatchOf([.. rows.Where(static row => row.Key % 5 != 0).Take(30).Select(static row => row with { Key = row.Key + 3 })]));
        });
        foreach (int target in run.TargetsHere)
            foreach (RecordBatch batch in join.Read(target))
                for (int row = 0; row < batch.Length; row++) run.TakeUnordered(target, Rows.DigestOf(Rows.DigestOf(RowOf(batch, 0, row)) + 3 * Rows.DigestOf(RowOf(batch, 2, row))));
    }

    public static void Partition(OperatorRun run)
    {
        using TablePartition partition = new(run.Env, run.Plan, Columns, TablePartitioner.Custom(static (batch, targets) =>
        {
            FaultyCode.Run(Fault.Function);
            Int64Array keys = (Int64Array)batch.Column(0);
            for (int row = 0; row < batch.Length; row++) targets[row] = (int)(keys.GetValue(row)!.Value % OperatorRun.Targets);
        }));
        FillAndRead(run, partition, run.TakeUnordered);
    }

    public static void PartitionOrdered(OperatorRun run)
    {
        using TablePartition partition = TablePartition.Ordered(run.Env, run.Plan, Columns, TablePartitioner.Hash("key"));
        FillAndRead(run, partition, run.TakeInOrder);
    }

    private static void FillAndRead(OperatorRun run, TablePartition partition, Action<int, Row> take)
    {
        run.Fill(partition, (source, rows) => partition.Add(source, BatchOf(rows)));
        foreach (int target in run.TargetsHere)
            foreach (RecordBatch batch in partition.Read(target))
                for (int row = 0; row < batch.Length; row++) take(target, RowOf(batch, 0, row));
    }

    private static RecordBatch BatchOf(Row[] rows) =>
        new(Columns, [new Int64Array.Builder().AppendRange(rows.Select(row => row.Key)).Build(), new StringArray.Builder().AppendRange(rows.Select(row => row.Text)).Build()], rows.Length);

    /// <summary>A row of two columns; key and text of a row that is not there are those of none.</summary>
    private static Row RowOf(RecordBatch batch, int column, int row) =>
        new(((Int64Array)batch.Column(column)).GetValue(row) ?? -1, ((StringArray)batch.Column(column + 1)).GetString(row) ?? "null");
}
