namespace Twister2.Dataflow.Tests;

/// <summary>Keys and values many times as large as chunks, as what may be on its way and as the memory, through the operators of keys and of several sides; the others have theirs with their own cases.</summary>
public abstract class GiantRecordContract(IWorkers workers)
{
    private const int Length = 200_000;

    private static readonly DataflowOptions Options = new() { MemoryBytes = 20_000, ChunkBytes = 1024, BytesInFlight = 4096 };

    [Fact]
    public void Keyed_operators() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<string, string> reduce = new(env, plan, (a, b) => a.Length >= b.Length ? a : b);
        using KeyedGather<string, string> gather = new(env, plan);
        using KeyedPartition<string, string> partition = new(env, plan);
        using Distinct<string> distinct = new(env, plan);
        string mine = Text(env.Worker);
        foreach (string key in (string[])["small", Text(0)])
        {
            reduce.Add(env.Worker, key, mine);
            gather.Add(env.Worker, key, mine);
            partition.Add(env.Worker, key, mine);
            distinct.Add(env.Worker, key);
        }
        foreach (DataflowOperator operation in (DataflowOperator[])[reduce, gather, partition, distinct]) operation.Finish(env.Worker);
        foreach (DataflowOperator operation in (DataflowOperator[])[distinct, partition, gather, reduce]) operation.WaitForCompletion();
        int last = Length + env.WorkerCount - 1;
        int[] sizes = [.. Enumerable.Range(Length, env.WorkerCount)];
        Assert.Equal([(5, last), (Length, last)], Everywhere<(int, int)>(env, [.. ContractInputs.All(reduce.Read(env.Worker)).Select(pair => (pair.Key.Length, pair.Value.Length))]));
        Assert.Equal([.. sizes.Select(size => (5, size)), .. sizes.Select(size => (Length, size))],
            Everywhere<(int, int)>(env, [.. ContractInputs.All(partition.Read(env.Worker)).Select(pair => (pair.Key.Length, pair.Value.Length))]));
        Assert.Equal([5, Length], Everywhere<int>(env, [.. ContractInputs.All(distinct.Read(env.Worker)).Select(key => key.Length)]));
        List<(int, int)> groups = [];
        foreach (KeyedGroup<string, string> group in gather.ReadSortedGroups(env.Worker))
            foreach (ReadOnlySpan<string> values in group)
                foreach (string value in values) groups.Add((group.Key.Length, value.Length));
        Assert.Equal([.. sizes.Select(size => (5, size)), .. sizes.Select(size => (Length, size))], Everywhere<(int, int)>(env, [.. groups]));
    }, Options);

    [Theory]
    [InlineData(JoinAlgorithm.Hash)]
    [InlineData(JoinAlgorithm.SortMerge)]
    public void Joins(JoinAlgorithm algorithm) => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        JoinOptions options = new() { Algorithm = algorithm };
        using FullJoin<string, string, string> full = new(env, plan, options);
        using SemiJoin<string, string> semi = new(env, plan, options);
        using CoGroup<string, string, string> group = new(env, plan, options);
        string key = Text(0), mine = Text(env.Worker);
        full.AddLeft(env.Worker, key, mine);
        full.AddRight(env.Worker, key, mine);
        full.AddRight(env.Worker, "alone", mine);
        semi.AddLeft(env.Worker, key, mine);
        semi.AddRight(env.Worker, key);
        group.AddLeft(env.Worker, key, mine);
        group.AddRight(env.Worker, key, mine);
        foreach (TwoSidedOperator operation in (TwoSidedOperator[])[full, semi, group])
        {
            operation.FinishLeft(env.Worker);
            operation.FinishRight(env.Worker);
            operation.WaitForCompletion();
        }
        int[] sizes = [.. Enumerable.Range(Length, env.WorkerCount)];
        (int, int, int)[] rows = [.. sizes.Select(size => (5, 0, size)), .. sizes.SelectMany(left => sizes.Select(right => (Length, left, right)))];
        Assert.Equal(rows, Everywhere<(int, int, int)>(env,
            [.. ContractInputs.All(full.Read(env.Worker)).Select(row => (row.Item1.Length, row.Item2.HasValue ? row.Item2.Value.Length : 0, row.Item3.HasValue ? row.Item3.Value.Length : 0))]));
        Assert.Equal(sizes, Everywhere<int>(env, [.. ContractInputs.All(semi.Read(env.Worker)).Select(pair => pair.Value.Length)]));
        List<(int, int)> grouped = [];
        foreach (CoGroupItem<string, string, string> item in group.Read(env.Worker))
        {
            foreach (ReadOnlySpan<string> values in item.Left)
                foreach (string value in values) grouped.Add((1, value.Length));
            foreach (ReadOnlySpan<string> values in item.Right)
                foreach (string value in values) grouped.Add((2, value.Length));
        }
        Assert.Equal([.. sizes.Select(size => (1, size)), .. sizes.Select(size => (2, size))], Everywhere<(int, int)>(env, [.. grouped]));
    }, Options);

    [Fact]
    public void Cross_products_sets_and_merges() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount), one = LogicalPlan.ToOne(env.WorkerCount, 0);
        using Cross<string, string> cross = new(env, plan);
        using Intersect<string> both = new(env, plan, plan);
        using Merge<string> merge = new(env, one, SortOrder.By((string text) => text.Length));
        using TopK<string> top = new(env, one, 2, SortOrder.By((string text) => text.Length).Descending());
        string mine = Text(env.Worker);
        cross.AddLeft(env.Worker, mine);
        cross.AddRight(env.Worker, "small");
        both.AddLeft(env.Worker, [mine, "small"]);
        both.AddRight(env.Worker, mine);
        Assert.True(merge.TryAdd(env.Worker, ["small", mine]));
        top.Add(env.Worker, mine);
        cross.FinishLeft(env.Worker);
        cross.FinishRight(env.Worker);
        both.FinishLeft(env.Worker);
        both.FinishRight(env.Worker);
        merge.Finish(env.Worker);
        top.Finish(env.Worker);
        foreach (DataflowOperator operation in (DataflowOperator[])[cross, both, merge, top]) operation.WaitForCompletion();
        int[] sizes = [.. Enumerable.Range(Length, env.WorkerCount)];
        Assert.Equal(sizes.SelectMany(size => Enumerable.Repeat((size, 5), env.WorkerCount)), Everywhere<(int, int)>(env, [.. ContractInputs.All(cross.Read(env.Worker)).Select(pair => (pair.Left.Length, pair.Right.Length))]));
        Assert.Equal(sizes, Everywhere<int>(env, [.. ContractInputs.All(both.Read(env.Worker)).Select(text => text.Length)]));
        if (env.Worker != 0) return;
        Assert.Equal([.. sizes.Select(_ => 5), .. sizes], StoreTests.ReadAll(merge.Read(0)).Select(text => text.Length));
        Assert.Equal(sizes.Reverse().Take(2), top.ToList().Select(text => text.Length));
    }, Options);

    private static string Text(int worker) => new((char)('a' + worker), Length + worker);

    private static T[] Everywhere<T>(DataflowEnvironment env, T[] mine) => [.. env.AllReduce(mine, (a, b) => [.. a, .. b]).Order()];
}

[Trait("ranks", "none")]
public sealed class InProcessGiantRecords() : GiantRecordContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiGiantRecords() : GiantRecordContract(new MpiWorkers());
