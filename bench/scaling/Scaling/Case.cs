using Twister2.Dataflow;

namespace Twister2.Bench.Scaling;

/// <summary>One operator, with so many records for each worker and options that matter to its costs.</summary>
sealed record Case(string Name, int Records, DataflowOptions Options, Func<DataflowEnvironment, int, DataflowOperator?> Work, Model Messages, Model? KiB = null)
{
    /// <summary>Little data: what there is for each other worker fits into a message.</summary>
    const int Little = 20_000;

    /// <summary>More than the buffers may hold.</summary>
    const int Much = 200_000;

    static readonly DataflowOptions Direct = new() { Compression = ChunkCompression.Never }, Grid = Direct with { Routing = ExchangeRouting.Grid };

    // So that the bound shows with few workers.
    static readonly DataflowOptions Narrow = Direct with { BytesInFlight = 512 << 10 }, NarrowGrid = Narrow with { Routing = ExchangeRouting.Grid };

    public static IReadOnlyList<Case> All { get; } =
    [
        new("Partition, no records", 0, Direct, Partition, Model.Marks),
        new("Partition, no records, grid", 0, Grid, Partition, Model.GridMarks),
        new("Partition", Little, Direct, Partition, Model.Direct, Model.DirectKiB(Little * 8)),
        new("Partition, grid", Little, Grid, Partition, Model.Grid, Model.GridKiB(Little * 8)),
        new("Partition, full buffers", Much, Narrow, Partition, Model.Narrow(Much * 8, 512 << 10), Model.DirectKiB(Much * 8)),
        new("Partition, full buffers, grid", Much, NarrowGrid, Partition, Model.None, Model.GridKiB(Much * 8)),
        new("KeyedReduce", Little, Direct, KeyedReduceSum, Model.Direct, Model.DirectKiB(Little * 16)),
        new("KeyedReduce, grid", Little, Grid, KeyedReduceSum, Model.Grid, Model.GridKiB(Little * 16)),
        new("Distinct", Little, Direct, DistinctValues, Model.Direct, Model.DirectKiB(Little * 8)),
        new("KeyedGather", Little, Direct, GatherByKey, Model.Direct, Model.DirectKiB(Little * 16)),
        new("KeyedPartition", Little, Direct, PartitionByKey, Model.Direct, Model.DirectKiB(Little * 16)),
        new("Sort", Little, Direct, Sorted, Model.Direct.And("2 (N − 1) / N", n => 2 * (n - 1) / n)),
        new("Sort, grid", Little, Grid, Sorted, Model.Grid.And("2 (N − 1) / N", n => 2 * (n - 1) / n)),
        new("Sort.FromSample", Little, Direct, SortedFromSample, Model.Direct.And("2 (N − 1) / N", n => 2 * (n - 1) / n)),
        new("Gather", Little, Direct, GatherAll, Model.ToOne, Model.ToOneKiB(Little * 8)),
        new("Merge", Little, Direct, MergeAll, Model.ToOne, Model.ToOneKiB(Little * 8)),
        new("TopK of 100", Little, Direct, Top, Model.Tree),
        new("AllReduce of a value", 0, Direct, Agree, Model.Tree.And("(N − 1) / N", n => (n - 1) / n)),
        new("Broadcast of a value", 0, Direct, Tell, Model.Tree),
        new("Direct, Pipe (to the next worker)", Little, Direct, ToNext, Model.Marks.And("1", _ => 1)),
        new("Scatter", Little, Direct, Scattered, Model.ToOne),
        new("Broadcast", Little, Direct, ToAll, Model.Tree.And("2 (N − 1) / N", n => 2 * (n - 1) / n)),
        new("AllGather", Little, Direct, AllToAll, new("N − 1 + 2 (N − 1) / N", n => n - 1 + 2 * (n - 1) / n)),
        new("AllGather of a few bytes", 10, Direct, AllToAll, Model.Tree.And("(N − 1) / N", n => (n - 1) / n)),
        new("Reduce of a vector", Little, Direct, Summed, Model.Tree),
        new("AllReduce of a vector", Little, Direct, SummedForAll, Model.Parts(Little * 8), Model.PartsKiB(Little * 8)),
        new("Join, LeftJoin, RightJoin, FullJoin", Little, Direct, JoinWork.Joined, Model.Direct.Times(2), Model.DirectKiB(Little * 16).Times(2)),
        new("SemiJoin, AntiJoin", Little, Direct, JoinWork.Filtered, Model.Direct.Times(2)),
        new("CoGroup", Little, Direct, JoinWork.Grouped, Model.Direct.Times(2), Model.DirectKiB(Little * 16).Times(2)),
        new("Cross of 20 and all", Little, Direct, JoinWork.Crossed, Model.Direct.And("⌈log₂ N⌉ + 2 (N − 1) / N", n => Math.Ceiling(Math.Log2(n)) + 2 * (n - 1) / n)),
        new("Intersect, Except", Little, Direct, JoinWork.InBoth, Model.Direct),
        new("Union", Little, Direct, JoinWork.United, Model.Marks),
        new("Union.Ordered", Little, Direct, JoinWork.UnitedInOrder, Model.Marks.And("2 (N − 1) / N + at most 2", n => 2 * (n - 1) / n + 2)),
        new("Zip with what lies on the next worker", Little, Direct, JoinWork.Zipped, Model.Marks.And("1 + 2 (N − 1) / N", n => 1 + 2 * (n - 1) / n)),
        new("ZipWithIndex", Little, Direct, Numbered, Model.Tree.And("(N − 1) / N", n => (n - 1) / n)),
        new("PrefixScan", Little, Direct, Scanned, Model.Tree.And("(N − 1) / N", n => (n - 1) / n)),
        new("Sample of 100", Little, Direct, Sampled, new("2 to 4 × (N − 1) / N", n => 4 * (n - 1) / n)),
        new("Sample.Fraction", Little, Direct, SampledInPart, Model.Tree.And("(N − 1) / N", n => (n - 1) / n)),
        new("TablePartition", Little, Direct, TableWork.Partitioned, Model.Direct),
        new("TableJoin", Little, Direct, TableWork.Joined, new("2 (N − 1) + ⌈log₂ N⌉", n => 2 * (n - 1) + Math.Ceiling(Math.Log2(n)))),
    ];

    /// <summary>Runs it on one worker and gives what it cost there.</summary>
    public OperatorStatistics Run(DataflowEnvironment env)
    {
        using DataflowOperator? made = Work(env, Records);
        if (made is null) return env.Statistics.Operators.Single();
        // Those of both sides, where there are two.
        foreach (int source in made.Plan.SourcesOf(env.Worker)) made.Finish(source);
        made.WaitForCompletion();
        return made.Statistics;
    }

    internal static LogicalPlan Plan(DataflowEnvironment env) => LogicalPlan.OnePerWorker(env.WorkerCount);

    /// <summary>Numbers that are spread over all keys, and others on each worker.</summary>
    internal static long Number(DataflowEnvironment env, int i) => (long)(((ulong)env.Worker * 1_000_003 + (ulong)i) * 0x9E3779B97F4A7C15 >> 1);

    internal static long[] Numbers(DataflowEnvironment env, int records) => [.. Enumerable.Range(0, records).Select(i => Number(env, i))];

    static DataflowOperator Partition(DataflowEnvironment env, int records)
    {
        int workers = env.WorkerCount;
        Partition<long> partition = new(env, Plan(env), value => (int)(value % workers));
        // As evenly as can be, so that the messages are those of the formula.
        for (int i = 0; i < records; i++) partition.Add(env.Worker, i);
        return partition;
    }

    static DataflowOperator KeyedReduceSum(DataflowEnvironment env, int records)
    {
        KeyedReduce<long, long> reduce = KeyedReduce.Sum<long, long>(env, Plan(env));
        for (int i = 0; i < records; i++) reduce.Add(env.Worker, Number(env, i), 1);
        return reduce;
    }

    static DataflowOperator DistinctValues(DataflowEnvironment env, int records)
    {
        Distinct<long> distinct = new(env, Plan(env));
        distinct.Add(env.Worker, Numbers(env, records));
        return distinct;
    }

    static DataflowOperator GatherByKey(DataflowEnvironment env, int records)
    {
        KeyedGather<long, long> gather = new(env, Plan(env));
        for (int i = 0; i < records; i++) gather.Add(env.Worker, Number(env, i), 1);
        return gather;
    }

    static DataflowOperator PartitionByKey(DataflowEnvironment env, int records)
    {
        KeyedPartition<long, long> partition = new(env, Plan(env));
        for (int i = 0; i < records; i++) partition.Add(env.Worker, Number(env, i), 1);
        return partition;
    }

    static DataflowOperator Sorted(DataflowEnvironment env, int records)
    {
        Sort<long> sort = new(env, Plan(env), SortOrder.By((long value) => value));
        sort.Add(env.Worker, Numbers(env, records));
        return sort;
    }

    static DataflowOperator SortedFromSample(DataflowEnvironment env, int records)
    {
        long[] numbers = Numbers(env, records);
        Sort<long> sort = Sort.FromSample<long>(env, Plan(env), SortOrder.By((long value) => value), numbers.AsSpan(0, 1000));
        sort.Add(env.Worker, numbers);
        return sort;
    }

    static DataflowOperator GatherAll(DataflowEnvironment env, int records)
    {
        Gather<long> gather = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        gather.Add(env.Worker, Numbers(env, records));
        return gather;
    }

    static DataflowOperator MergeAll(DataflowEnvironment env, int records)
    {
        Merge<long> merge = new(env, LogicalPlan.ToOne(env.WorkerCount, 0), SortOrder.By((long value) => value));
        for (int i = 0; i < records; i++) merge.Add(env.Worker, i);
        return merge;
    }

    static DataflowOperator Top(DataflowEnvironment env, int records)
    {
        TopK<long> top = new(env, LogicalPlan.ToOne(env.WorkerCount, 0), 100, SortOrder.By((long value) => value));
        top.Add(env.Worker, Numbers(env, records));
        return top;
    }

    static DataflowOperator ToNext(DataflowEnvironment env, int records)
    {
        int[] all = [.. Enumerable.Range(0, env.WorkerCount)];
        Direct<long> direct = new(env, new LogicalPlan(env.WorkerCount, all, [.. all.Select(task => (task + 1) % env.WorkerCount)]));
        direct.Add(env.Worker, Numbers(env, records));
        return direct;
    }

    static LogicalPlan FromOne(DataflowEnvironment env) => new(env.WorkerCount, [0], [.. Enumerable.Range(0, env.WorkerCount)]);

    static DataflowOperator Scattered(DataflowEnvironment env, int records)
    {
        Scatter<long> scatter = new(env, FromOne(env));
        if (env.Worker == 0) scatter.Add(0, Numbers(env, records));
        return scatter;
    }

    static DataflowOperator ToAll(DataflowEnvironment env, int records)
    {
        Broadcast<long> broadcast = new(env, FromOne(env));
        if (env.Worker == 0) broadcast.Add(0, Numbers(env, records));
        return broadcast;
    }

    static DataflowOperator AllToAll(DataflowEnvironment env, int records)
    {
        AllGather<long> gather = new(env, Plan(env));
        gather.Add(env.Worker, Numbers(env, records));
        return gather;
    }

    static DataflowOperator Summed(DataflowEnvironment env, int records)
    {
        Reduce<long> reduce = Reduce.Sum<long>(env, LogicalPlan.ToOne(env.WorkerCount, 0), records);
        reduce.Add(env.Worker, Numbers(env, records));
        return reduce;
    }

    static DataflowOperator SummedForAll(DataflowEnvironment env, int records)
    {
        AllReduce<long> reduce = AllReduce.Sum<long>(env, Plan(env), records);
        reduce.Add(env.Worker, Numbers(env, records));
        return reduce;
    }

    static DataflowOperator Numbered(DataflowEnvironment env, int records)
    {
        ZipWithIndex<long> numbered = new(env, Plan(env));
        numbered.Add(env.Worker, Numbers(env, records));
        return numbered;
    }

    static DataflowOperator Scanned(DataflowEnvironment env, int records)
    {
        PrefixScan<long, long> scan = PrefixScan.InclusiveSum<long>(env, Plan(env));
        scan.Add(env.Worker, Numbers(env, records));
        return scan;
    }

    static DataflowOperator Sampled(DataflowEnvironment env, int records)
    {
        Twister2.Dataflow.Sample<long> sample = new(env, Plan(env), 100, 1);
        sample.Add(env.Worker, Numbers(env, records));
        return sample;
    }

    static DataflowOperator SampledInPart(DataflowEnvironment env, int records)
    {
        Twister2.Dataflow.Sample<long> sample = Twister2.Dataflow.Sample.Fraction<long>(env, Plan(env), 0.01, 1);
        sample.Add(env.Worker, Numbers(env, records));
        return sample;
    }

    static DataflowOperator? Agree(DataflowEnvironment env, int records)
    {
        env.AllReduce(1L, (a, b) => a + b);
        return null;
    }

    static DataflowOperator? Tell(DataflowEnvironment env, int records)
    {
        env.Broadcast(1L);
        return null;
    }
}
