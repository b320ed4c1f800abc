namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the operators that go by the order of records.</summary>
internal static class SortRuns
{
    public static void Merge(OperatorRun run)
    {
        using Merge<Row> merge = new(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare));
        run.Fill(merge, (source, rows) => merge.Add(source, rows), sorted: true);
        merge.CopyTo(new RowSink(row => run.TakeOrdered(0, row)));
    }

    public static void Sort(OperatorRun run)
    {
        using Sort<Row> sort = new(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare).Stable());
        FillAndRead(run, sort);
    }

    public static void FromSample(OperatorRun run)
    {
        Row[] sample = [.. run.SourcesHere.SelectMany(source => Rows.Of(source)).Where((_, i) => i % 10 == 0)];
        using Sort<Row> sort = Dataflow.Sort.FromSample<Row>(run.Env, run.Plan, SortOrder.Using<Row>(Row.Compare).Stable(), sample);
        FillAndRead(run, sort);
    }

    public static void TopK(OperatorRun run)
    {
        using TopK<Row> top = new(run.Env, run.Plan, 300, SortOrder.Using<Row>(Row.Compare));
        run.Fill(top, (source, rows) => top.Add(source, rows));
        top.CopyTo(new RowSink(row => run.TakeOrdered(0, row)));
    }

    private static void FillAndRead(OperatorRun run, Sort<Row> sort)
    {
        run.Fill(sort, (source, rows) => sort.Add(source, rows));
        foreach (int target in run.TargetsHere) sort.CopyTo(target, new RowSink(row => run.TakeOrdered(target, row)));
    }
}
