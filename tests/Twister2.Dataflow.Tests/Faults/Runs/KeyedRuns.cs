using System.Globalization;

namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the operators that go by keys, or by the whole record.</summary>
internal static class KeyedRuns
{
    public static KeyValuePair<RowKey, Row>[] Pairs(Row[] rows) => [.. rows.Select(row => new KeyValuePair<RowKey, Row>(new RowKey(row.Key), row))];

    /// <summary>Half of the left rows, and as many others.</summary>
    public static Row[] HalfOf(int source) => [.. Rows.Of(source).Where((_, i) => i % 2 == 0), .. Rows.Of(source + OperatorRun.Sources, Rows.PerSource / 2)];

    public static void Distinct(OperatorRun run)
    {
        using Distinct<Row> distinct = new(run.Env, run.Plan);
        // Each row twice.
        run.Fill(distinct, (source, rows) =>
        {
            distinct.Add(source, rows);
            distinct.Add(source, rows);
        });
        foreach (int target in run.TargetsHere) distinct.CopyTo(target, new RowSink(row => run.TakeUnordered(target, row)));
    }

    public static void Except(OperatorRun run)
    {
        using Except<Row> except = new(run.Env, run.Plan, run.Plan);
        FillAndRead(run, except);
    }

    public static void Intersect(OperatorRun run)
    {
        using Intersect<Row> intersect = new(run.Env, run.Plan, run.Plan);
        FillAndRead(run, intersect);
    }

    public static void Gather(OperatorRun run)
    {
        using KeyedGather<RowKey, Row> gather = new(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, Pairs(rows)));
        foreach (int target in run.TargetsHere)
            foreach (KeyedGroup<RowKey, Row> group in gather.ReadGroups(target))
                foreach (ReadOnlySpan<Row> values in group)
                    foreach (Row row in values) run.TakeUnordered(target, row);
    }

    public static void GatherOrdered(OperatorRun run)
    {
        using KeyedGather<long, Row> gather = KeyedGather.Ordered<long, Row>(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, [.. rows.Select(row => new KeyValuePair<long, Row>(row.Key, row))]));
        foreach (int target in run.TargetsHere)
            foreach (KeyedGroup<long, Row> group in gather.ReadSortedGroups(target))
                foreach (ReadOnlySpan<Row> values in group)
                    foreach (Row row in values) run.TakeOrdered(target, row);
    }

    public static void Partition(OperatorRun run)
    {
        using KeyedPartition<RowKey, Row> partition = new(run.Env, run.Plan);
        run.Fill(partition, (source, rows) => partition.Add(source, Pairs(rows)));
        foreach (int target in run.TargetsHere)
            foreach (ReadOnlySpan<KeyValuePair<RowKey, Row>> chunk in partition.Read(target))
                foreach ((_, Row row) in chunk) run.TakeUnordered(target, row);
    }

    public static void Reduce(OperatorRun run)
    {
        using KeyedReduce<RowKey, Row> reduce = new(run.Env, run.Plan, static (a, b) =>
        {
            FaultyCode.Run(Fault.Function);
            return string.CompareOrdinal(a.Text, b.Text) > 0 ? a : b;
        });
        run.Fill(reduce, (source, rows) => reduce.Add(source, Pairs(rows)));
        foreach (int target in run.TargetsHere)
            foreach (ReadOnlySpan<KeyValuePair<RowKey, Row>> chunk in reduce.Read(target))
                foreach ((_, Row row) in chunk) run.TakeUnordered(target, row);
    }

    /// <summary>Integers lie in the table without a hash.</summary>
    public static void Sum(OperatorRun run)
    {
        using KeyedReduce<long, long> sum = KeyedReduce.Sum<long, long>(run.Env, run.Plan);
        run.Fill(sum, (source, rows) => sum.Add(source, [.. rows.Select(row => new KeyValuePair<long, long>(row.Key, row.Text.Length))]));
        Read(run, sum, static key => new Row(key, ""));
    }

    public static void SumOfTexts(OperatorRun run)
    {
        using KeyedReduce<Utf8Text, long> sum = KeyedReduce.Sum<Utf8Text, long>(run.Env, run.Plan);
        run.Fill(sum, (source, rows) => sum.Add(source, [.. rows.Select(row => new KeyValuePair<Utf8Text, long>(TextOf(row), row.Text.Length))]));
        Read(run, sum, static key => new Row(0, key.ToString()));
    }

    /// <summary>Some of them are so short that the table has them in its slots.</summary>
    private static Utf8Text TextOf(Row row) => new(row.Key.ToString(row.Key % 3 == 0 ? "D24" : "D", CultureInfo.InvariantCulture));

    private static void Read<TKey>(OperatorRun run, KeyedReduce<TKey, long> sum, Func<TKey, Row> row)
    {
        foreach (int target in run.TargetsHere)
            foreach (ReadOnlySpan<KeyValuePair<TKey, long>> chunk in sum.Read(target))
                foreach ((TKey key, long value) in chunk) run.TakeUnordered(target, Rows.DigestOf(Rows.DigestOf(row(key)) + (ulong)value));
    }

    private static void FillAndRead(OperatorRun run, SetOperator<Row> operation)
    {
        run.FillBoth(operation, (source, rows) => operation.AddLeft(source, rows), (source, rows) => operation.AddRight(source, rows), HalfOf);
        foreach (int target in run.TargetsHere) operation.CopyTo(target, new RowSink(row => run.TakeUnordered(target, row)));
    }
}
