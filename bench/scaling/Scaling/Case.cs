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
    ];

    /// <summary>Runs it on one worker and gives what it cost there.</summary>
    public OperatorStatistics Run(DataflowEnvironment env)
    {
        using DataflowOperator? made = Work(env, Records);
        if (made is null) return env.Statistics.Operators.Single();
        made.Finish(env.Worker);
        made.WaitForCompletion();
        return made.Statistics;
    }

    static LogicalPlan Plan(DataflowEnvironment env) => LogicalPlan.OnePerWorker(env.WorkerCount);

    /// <summary>Numbers that are spread over all keys, and others on each worker.</summary>
    static long Number(DataflowEnvironment env, int i) => (long)(((ulong)env.Worker * 1_000_003 + (ulong)i) * 0x9E3779B97F4A7C15 >> 1);

    static long[] Numbers(DataflowEnvironment env, int records) => [.. Enumerable.Range(0, records).Select(i => Number(env, i))];

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
