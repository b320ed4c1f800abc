namespace Twister2.Dataflow.Faults;

/// <summary>An operator in a form in which all of them can be run, made to fail and compared. A new operator gets a row here, and all tests of faults and of determinism.</summary>
/// <param name="Name">What the row is called.</param>
/// <param name="Operator">What messages call the operator.</param>
/// <param name="ToOne">Whether it has one target task.</param>
/// <param name="Spills">Whether it puts records on scratch when memory is spent.</param>
/// <param name="Faults">The user code that it runs.</param>
/// <param name="Digest">What its results come to on any number of workers: of the targets one after the other where their order is promised.</param>
/// <param name="Run">Builds it, fills it, and takes its results.</param>
public sealed record OperatorRow(string Name, string Operator, bool ToOne, bool Spills, IReadOnlyList<Fault> Faults, ulong Digest, Action<OperatorRun> Run)
{
    /// <summary>Whether its records are packed for the workers to agree on something, for no task.</summary>
    public bool PacksToAgree { get; init; }

    /// <summary>The worker on which it goes wrong: one that has source tasks and target tasks; but who concludes what is agreed on, at the target, packs nothing.</summary>
    public int Faulty(Fault fault, int workers) => workers > 2 && ToOne && PacksToAgree && fault == Fault.Packing ? 2 : OperatorRun.Faulty(workers);
}

/// <summary>All operators.</summary>
public static class OperatorTable
{
    private static readonly Fault[] Packers = [Fault.Packing, Fault.Unpacking];

    public static IReadOnlyList<OperatorRow> Rows { get; } =
    [
        new("Distinct", "Distinct", false, true, [Fault.Hash, .. Packers], 0x22CD84431B07490A, Distinct),
        new("Gather", "Gather", true, true, Packers, 0xB6FA6A67C0FF59B7, Gather),
        new("KeyedGather", "KeyedGather", false, true, [Fault.Hash, .. Packers], 0x7209E55927584058, KeyedGather),
        new("KeyedGather.Ordered", "KeyedGather", false, true, Packers, 0xBED411FCE00FB94A, KeyedGatherOrdered),
        new("KeyedPartition", "KeyedPartition", false, true, [Fault.Hash, .. Packers], 0x7209E55927584058, KeyedPartition),
        new("KeyedReduce", "KeyedReduce", false, true, [Fault.Function, Fault.Hash, .. Packers], 0x175CE84DD5AE6758, KeyedReduce),
        new("Merge", "Merge", true, true, [Fault.Function, .. Packers], 0x4FA1ECE9B099AD61, Merge),
        new("Partition", "Partition", false, true, [Fault.Function, .. Packers], 0xAC73DCE61EB62FB6, Partition),
        new("Sort", "Sort", false, true, [Fault.Function, .. Packers], 0x4FA1ECE9B099AD61, Sort) { PacksToAgree = true },
        new("Sort.FromSample", "Sort", false, true, [Fault.Function, .. Packers], 0x4FA1ECE9B099AD61, SortFromSample) { PacksToAgree = true },
        new("TopK", "TopK", true, false, [Fault.Function, .. Packers], 0x0B3CD9DD92B8C145, TopK) { PacksToAgree = true },
    ];

    public static OperatorRow Named(string name) => Rows.Single(row => row.Name == name);

    private static KeyValuePair<RowKey, Row>[] Pairs(Row[] rows) => [.. rows.Select(row => new KeyValuePair<RowKey, Row>(new RowKey(row.Key), row))];

    private static IEnumerable<int> TargetsHere(OperatorRun run) => run.Plan.TargetsOf(run.Env.Worker);

    private static void Distinct(OperatorRun run)
    {
        using Distinct<Row> distinct = new(run.Env, run.Plan);
        // Each row twice.
        run.Fill(distinct, (source, rows) =>
        {
            distinct.Add(source, rows);
            distinct.Add(source, rows);
        });
        foreach (int target in TargetsHere(run))
            foreach (ReadOnlySpan<Row> chunk in distinct.Read(target))
                foreach (Row row in chunk) run.TakeUnordered(target, row);
    }

    private static void Gather(OperatorRun run)
    {
        using Gather<Row> gather = new(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, rows));
        gather.CopyTo(new Sink(row => run.TakeOrdered(0, row)));
    }

    private static void KeyedGather(OperatorRun run)
    {
        using KeyedGather<RowKey, Row> gather = new(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, Pairs(rows)));
        foreach (int target in TargetsHere(run))
            foreach (KeyedGroup<RowKey, Row> group in gather.ReadGroups(target))
                foreach (ReadOnlySpan<Row> values in group)
                    foreach (Row row in values) run.TakeUnordered(target, row);
    }

    private static void KeyedGatherOrdered(OperatorRun run)
    {
        using KeyedGather<long, Row> gather = Dataflow.KeyedGather.Ordered<long, Row>(run.Env, run.Plan);
        run.Fill(gather, (source, rows) => gather.Add(source, [.. rows.Select(row => new KeyValuePair<long, Row>(row.Key, row))]));
        foreach (int target in TargetsHere(run))
            foreach (KeyedGroup<long, Row> group in gather.ReadSortedGroups(target))
                foreach (ReadOnlySpan<Row> values in group)
                    foreach (Row row in values) run.TakeOrdered(target, row);
    }

    private static void KeyedPartition(OperatorRun run)
    {
        using KeyedPartition<RowKey, Row> partition = new(run.Env, run.Plan);
        run.Fill(partition, (source, rows) => partition.Add(source, Pairs(rows)));
        foreach (int target in TargetsHere(run))
            foreach (ReadOnlySpan<KeyValuePair<RowKey, Row>> chunk in partition.Read(target))
                foreach ((_, Row row) in chunk) run.TakeUnordered(target, row);
    }

    private static void KeyedReduce(OperatorRun run)
    {
        using KeyedReduce<RowKey, Row> reduce = new(run.Env, run.Plan, static (a, b) =>
        {
            FaultyCode.Run(Fault.Function);
            return string.CompareOrdinal(a.Text, b.Text) > 0 ? a : b;
        });
        run.Fill(reduce, (source, rows) => reduce.Add(source, Pairs(rows)));
        foreach (int target in TargetsHere(run))
            foreach (ReadOnlySpan<KeyValuePair<RowKey, Row>> chunk in reduce.Read(target))
                foreach ((_, Row row) in chunk) run.TakeUnordered(target, row);
    }

    private static void Merge(OperatorRun run)
    {
        using Merge<Row> merge = new(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare));
        run.Fill(merge, (source, rows) => merge.Add(source, rows), sorted: true);
        merge.CopyTo(new Sink(row => run.TakeOrdered(0, row)));
    }

    private static void Partition(OperatorRun run)
    {
        using Partition<Row> partition = new(run.Env, run.Plan, static row =>
        {
            FaultyCode.Run(Fault.Function);
            return (int)(row.Key % OperatorRun.Targets);
        });
        run.Fill(partition, (source, rows) => partition.Add(source, rows));
        foreach (int target in TargetsHere(run)) partition.CopyTo(target, new Sink(row => run.TakeUnordered(target, row)));
    }

    private static void Sort(OperatorRun run)
    {
        using Sort<Row> sort = new(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare).Stable());
        Finish(run, sort);
    }

    private static void SortFromSample(OperatorRun run)
    {
        Row[] sample = [.. run.Plan.SourcesOf(run.Env.Worker).SelectMany(Faults.Rows.Of).Where((_, i) => i % 10 == 0)];
        using Sort<Row> sort = Dataflow.Sort.FromSample<Row>(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare).Stable(), sample);
        Finish(run, sort);
    }

    private static void Finish(OperatorRun run, Sort<Row> sort)
    {
        run.Fill(sort, (source, rows) => sort.Add(source, rows));
        foreach (int target in TargetsHere(run)) sort.CopyTo(target, new Sink(row => run.TakeOrdered(target, row)));
    }

    private static void TopK(OperatorRun run)
    {
        using TopK<Row> top = new(run.Env, run.Plan, 300, SortOrder.Using<Row>(Row.Compare));
        run.Fill(top, (source, rows) => top.Add(source, rows));
        top.CopyTo(new Sink(row => run.TakeOrdered(0, row)));
    }

    private sealed class Sink(Action<Row> take) : IChunkSink<Row>
    {
        public void Add(ReadOnlySpan<Row> records)
        {
            foreach (Row row in records) take(row);
        }
    }
}
