namespace Twister2.Dataflow.Faults;

/// <summary>Runs of the joins: keys with one row and with many on either side, and keys of one side only.</summary>
internal static class JoinRuns
{
    public static void Inner(OperatorRun run, JoinOptions? options) =>
        FillAndRead(run, new Join<RowKey, Row, Row>(run.Env, run.Plan, options), static row => DigestOf(row.Key, row.Left, row.Right));

    public static void Left(OperatorRun run, JoinOptions? options) =>
        FillAndRead(run, new LeftJoin<RowKey, Row, Row>(run.Env, run.Plan, options), static row => DigestOf(row.Key, row.Left, row.Right));

    public static void Right(OperatorRun run, JoinOptions? options) =>
        FillAndRead(run, new RightJoin<RowKey, Row, Row>(run.Env, run.Plan, options), static row => DigestOf(row.Key, row.Left, row.Right));

    public static void Full(OperatorRun run, JoinOptions? options) =>
        FillAndRead(run, new FullJoin<RowKey, Row, Row>(run.Env, run.Plan, options), static row => DigestOf(row.Key, row.Left, row.Right));

    public static void Semi(OperatorRun run, JoinOptions? options) => FillAndRead(run, new SemiJoin<RowKey, Row>(run.Env, run.Plan, options));

    public static void Anti(OperatorRun run, JoinOptions? options) => FillAndRead(run, new AntiJoin<RowKey, Row>(run.Env, run.Plan, options));

    public static void CoGroup(OperatorRun run, JoinOptions? options)
    {
        using CoGroup<RowKey, Row, Row> coGroup = new(run.Env, run.Plan, options);
        run.FillBoth(coGroup, (source, rows) => coGroup.AddLeft(source, KeyedRuns.Pairs(rows)), (source, rows) => coGroup.AddRight(source, KeyedRuns.Pairs(rows)), RightOf);
        foreach (int target in run.TargetsHere)
        {
            foreach (CoGroupItem<RowKey, Row, Row> item in coGroup.Read(target))
            {
                // What is in a group, in any order.
                ulong left = 0, right = 0;
                foreach (ReadOnlySpan<Row> rows in item.Left)
                    foreach (Row row in rows) left += Rows.DigestOf(row);
                foreach (ReadOnlySpan<Row> rows in item.Right)
                    foreach (Row row in rows) right += Rows.DigestOf(row);
                run.TakeUnordered(target, Rows.DigestOf(Rows.DigestOf(left + (ulong)item.Key.Value) + right));
            }
        }
    }

    /// <summary>All left rows, each with a few right ones.</summary>
    public static void Cross(OperatorRun run)
    {
        using Cross<Row, Row> cross = new(run.Env, run.Plan);
        run.FillBoth(cross, (source, rows) => cross.AddLeft(source, rows), (source, rows) => cross.AddRight(source, rows), static source => Rows.Of(source + OperatorRun.Sources, 1));
        foreach (int target in run.TargetsHere)
            foreach (ReadOnlySpan<(Row Left, Row Right)> chunk in cross.Read(target))
                foreach ((Row left, Row right) in chunk) run.TakeAnywhere(target, DigestOf(default, left, right));
    }

    private static Row[] RightOf(int source) => Rows.Of(source + OperatorRun.Sources, Rows.PerSource / 3);

    private static void FillAndRead<TResult>(OperatorRun run, JoinOperator<RowKey, Row, Row, TResult> join, Func<TResult, ulong> digestOf)
    {
        using (join)
        {
            run.FillBoth(join, (source, rows) => join.AddLeft(source, KeyedRuns.Pairs(rows)), (source, rows) => join.AddRight(source, KeyedRuns.Pairs(rows)), RightOf);
            foreach (int target in run.TargetsHere)
                foreach (ReadOnlySpan<TResult> chunk in join.Read(target))
                    foreach (TResult result in chunk) run.TakeUnordered(target, digestOf(result));
        }
    }

    private static void FillAndRead(OperatorRun run, FilterJoin<RowKey, Row> join)
    {
        using (join)
        {
            run.FillBoth(
                join, (source, rows) => join.AddLeft(source, KeyedRuns.Pairs(rows)), (source, rows) => join.AddRight(source, [.. rows.Select(row => new RowKey(row.Key))]), RightOf);
            foreach (int target in run.TargetsHere)
                foreach (ReadOnlySpan<KeyValuePair<RowKey, Row>> chunk in join.Read(target))
                    foreach ((_, Row row) in chunk) run.TakeUnordered(target, row);
        }
    }

    private static ulong DigestOf(RowKey key, Optional<Row> left, Optional<Row> right)
    {
        ulong leftDigest = left.TryGet(out Row? leftRow) ? Rows.DigestOf(leftRow) : 1, rightDigest = right.TryGet(out Row? rightRow) ? Rows.DigestOf(rightRow) : 2;
        return Rows.DigestOf(Rows.DigestOf(leftDigest + (ulong)key.Value) + rightDigest);
    }
}
