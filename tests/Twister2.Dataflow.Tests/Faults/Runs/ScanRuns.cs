namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the operators that go by the place of a record among all.</summary>
internal static class ScanRuns
{
    private const ulong Base = 0x9E3779B97F4A7C15;

    /// <summary>The function is not commutative: that of a digest that knows the order.</summary>
    public static void PrefixScan(OperatorRun run)
    {
        using PrefixScan<Row, (ulong Value, ulong Power)> scan = Dataflow.PrefixScan.Inclusive<Row, (ulong Value, ulong Power)>(run.Env, run.Plan, (0, 1), static (sum, row) =>
        {
            FaultyCode.Run(Fault.Function);
            return (sum.Value * Base + Rows.DigestOf(row), sum.Power * Base);
        }, static (a, b) => (a.Value * b.Power + b.Value, a.Power * b.Power));
        run.Fill(scan, (source, rows) => scan.Add(source, rows));
        foreach (int source in run.SourcesHere)
            foreach (ReadOnlySpan<(ulong Value, ulong Power)> chunk in scan.Read(source))
                foreach ((ulong value, _) in chunk) run.TakeInOrder(source, value);
    }

    public static void Sample(OperatorRun run)
    {
        using Sample<Row> sample = new(run.Env, run.Plan, 2500, seed: 7);
        FillAndRead(run, sample);
    }

    public static void SampleFraction(OperatorRun run)
    {
        using Sample<Row> sample = Dataflow.Sample.Fraction<Row>(run.Env, run.Plan, 0.4, seed: 8);
        FillAndRead(run, sample);
    }

    public static void Union(OperatorRun run)
    {
        using Union<Row> union = new(run.Env, run.Plan, run.Plan);
        FillAndRead(run, union, run.TakeUnordered);
    }

    public static void UnionOrdered(OperatorRun run)
    {
        using Union<Row> union = Dataflow.Union.Ordered<Row>(run.Env, run.Plan, run.Plan);
        FillAndRead(run, union, run.TakeOrdered);
    }

    /// <summary>The right side has as many rows, divided in another way.</summary>
    public static void Zip(OperatorRun run)
    {
        using Zip<Row, Row> zip = new(run.Env, run.Plan, run.Plan);
        run.FillBoth(
            zip, (source, rows) => zip.AddLeft(source, rows), (source, rows) => zip.AddRight(source, rows), static source => Rows.Of(source + OperatorRun.Sources, Rows.PerSource + 100 * (source - 2)));
        foreach (int source in run.SourcesHere)
            foreach (ReadOnlySpan<(Row Left, Row Right)> chunk in zip.Read(source))
                foreach ((Row left, Row right) in chunk) run.TakeInOrder(source, Rows.DigestOf(Rows.DigestOf(left) + 3 * Rows.DigestOf(right)));
    }

    public static void ZipWithIndex(OperatorRun run)
    {
        using ZipWithIndex<Row> zip = new(run.Env, run.Plan);
        run.Fill(zip, (source, rows) => zip.Add(source, rows));
        foreach (int source in run.SourcesHere)
            foreach (ReadOnlySpan<(long Index, Row Item)> chunk in zip.Read(source))
                foreach ((long index, Row row) in chunk) run.TakeInOrder(source, Rows.DigestOf(Rows.DigestOf(row) + (ulong)index));
    }

    private static void FillAndRead(OperatorRun run, Sample<Row> sample)
    {
        run.Fill(sample, (source, rows) => sample.Add(source, rows));
        foreach (int source in run.SourcesHere) sample.CopyTo(source, new RowSink(row => run.TakeInOrder(source, row)));
    }

    private static void FillAndRead(OperatorRun run, Union<Row> union, Action<int, Row> take)
    {
        run.FillBoth(
            union, (source, rows) => union.Inputs[0].Add(source, rows), (source, rows) => union.Inputs[1].Add(source, rows), static source => Rows.Of(source + OperatorRun.Sources, Rows.PerSource / 2));
        foreach (int target in run.TargetsHere) union.CopyTo(target, new RowSink(row => take(target, row)));
    }
}
