namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the operators without keys.</summary>
internal static class PlainRuns
{
    private const int VectorLength = 50;

    public static void AllGather(OperatorRun run)
    {
        using AllGather<Row> gather = new(run.Env, run.Plan);
        FillAndRead(run, gather, run.TakeInOrder);
    }

    /// <summary>The function is not commutative: it puts texts one behind the other.</summary>
    public static void AllReduce(OperatorRun run)
    {
        using AllReduce<Row> reduce = new(run.Env, run.Plan, Joined, VectorLength);
        FillAndRead(run, reduce);
    }

    public static void AllReduceSum(OperatorRun run)
    {
        using AllReduce<long> sum = Dataflow.AllReduce.Sum<long>(run.Env, run.Plan, length: 97);
        run.Fill(sum, (source, rows) =>
        {
            long[] vector = new long[sum.Length];
            for (int i = 0; i < rows.Length; i++) vector[i] = rows[i].Key;
            sum.Add(source, vector);
        });
        foreach (int target in run.TargetsHere)
            foreach (long value in sum.Values(target)) run.TakeInOrder(target, (ulong)value);
    }

    public static void Broadcast(OperatorRun run)
    {
        using Broadcast<Row> broadcast = new(run.Env, run.Plan);
        FillAndRead(run, broadcast, run.TakeInOrder);
    }

    public static void Direct(OperatorRun run)
    {
        using Direct<Row> direct = new(run.Env, run.Plan);
        FillAndRead(run, direct, run.TakeInOrder);
    }

    public static void Gather(OperatorRun run)
    {
        using Gather<Row> gather = new(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, rows));
        gather.CopyTo(new RowSink(row => run.TakeOrdered(0, row)));
    }

    public static void Partition(OperatorRun run)
    {
        using Partition<Row> partition = new(run.Env, run.Plan, static row =>
        {
            FaultyCode.Run(Fault.Function);
            return (int)(row.Key % OperatorRun.Targets);
        });
        FillAndRead(run, partition, run.TakeUnordered);
    }

    public static void PartitionByHash(OperatorRun run)
    {
        using Partition<Row> partition = Dataflow.Partition.ByHash(run.Env, run.Plan, static (Row row) => new RowKey(row.Key));
        FillAndRead(run, partition, run.TakeUnordered);
    }

    public static void PartitionByRange(OperatorRun run)
    {
        // The function may fail when it is armed: the order of the borders is checked before.
        using Partition<Row> partition = Dataflow.Partition.ByRange(
            run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare), [new Row(500, ""), new Row(2000, ""), new Row(4000, "")]);
        FillAndRead(run, partition, run.TakeUnordered);
    }

    public static void PartitionRoundRobin(OperatorRun run)
    {
        using Partition<Row> partition = Dataflow.Partition.RoundRobin<Row>(run.Env, run.Plan);
        FillAndRead(run, partition, run.TakeUnordered);
    }

    public static void Pipe(OperatorRun run)
    {
        using Pipe<Row> pipe = new(run.Env, run.Plan, target => new RowSink(row =>
        {
            FaultyCode.Run(Fault.Function);
            run.TakeInOrder(target, row);
        }));
        run.Fill(pipe, (source, rows) => pipe.Add(source, rows));
    }

    public static void Reduce(OperatorRun run)
    {
        using Reduce<Row> reduce = new(run.Env, run.Plan, Joined, VectorLength);
        FillAndRead(run, reduce);
    }

    public static void Scatter(OperatorRun run)
    {
        using Scatter<Row> scatter = new(run.Env, run.Plan);
        FillAndRead(run, scatter, run.TakeInOrder);
    }

    private static void FillAndRead(OperatorRun run, RecordOperator<Row> operation, Action<int, Row> take)
    {
        run.Fill(operation, (source, rows) => operation.Add(source, rows));
        foreach (int target in run.TargetsHere) operation.CopyTo(target, new RowSink(row => take(target, row)));
    }

    private static void FillAndRead(OperatorRun run, ReduceOperator<Row> reduce)
    {
        List<Row> rest = [];
        run.Fill(reduce, (source, rows) =>
        {
            // Whole vectors; a source has thirty of them.
            rest.AddRange(rows);
            int taken = rest.Count / VectorLength * VectorLength;
            reduce.Add(source, rest.Take(taken).ToArray());
            rest.RemoveRange(0, taken);
        });
        foreach (int target in run.TargetsHere) reduce.CopyTo(target, new RowSink(row => run.TakeInOrder(target, row)));
    }

    private static Row Joined(Row a, Row b)
    {
        FaultyCode.Run(Fault.Function);
        return new Row(a.Key + b.Key, a.Text + b.Text);
    }
}
