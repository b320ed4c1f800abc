namespace Twister2.Tasks.Tests;

/// <summary>The plans that data sets show.</summary>
[Trait("ranks", "none")]
public sealed class ExplainTests
{
    [Fact]
    public void Fused_steps_stand_in_one_line() => Plan(1, 1, batch => batch.Parallelize([1]).Map(x => x + 1).Filter(x => x > 1).FlatMap(x => new[] { x }),
        """
        1 task on 1 worker with 1 thread each
        stage 0: Parallelize → Map → Filter → FlatMap

        """);

    [Fact]
    public void Operators_end_stages_and_say_what_they_move() => Plan(2, 2, batch => batch.ReadText("a", "b*").FlatMap(Tokenizer.SpaceSeparated).CountByValue().OrderBy(pair => pair.Value),
        """
        4 tasks on 2 workers with 2 threads each
        stage 0: ReadText(a, b*) → FlatMap → CountByValue
            CountByValue: shuffle by hash; counted before sending; may spill
        stage 1: CountByValue (stage 0) → Sort
            Sort: shuffle by ranges, which a sample gives; may spill
        stage 2: Sort (stage 1)

        """);

    [Fact]
    public void Kept_keys_and_kept_sets_are_told() => Plan(1, 2, batch =>
    {
        TupleTSet<int, int> pairs = batch.Parallelize([1, 2]).MapToTuple(x => (x, x)).KeyedPartition().Filter(pair => pair.Key > 0).Cache();
        return pairs.KeyedPartition().KeyedReduce(Math.Max).Join(pairs.MapValues(x => x + 1)).Union(pairs.Join(batch.Parallelize([3]).MapToTuple(x => (x, x))));
    },
        """
        2 tasks on 1 worker with 2 threads each
        stage 0: Parallelize → MapToTuple → KeyedPartition
            KeyedPartition: shuffle by hash; may spill
        stage 1: KeyedPartition (stage 0) → Filter → Cache
            Cache: computed once, kept in memory; may spill
        stage 2: Cache (stage 1) → KeyedPartition (nothing to do, keys are kept) → KeyedReduce
            KeyedReduce: no shuffle, keys are kept; combined before sending; may spill
        stage 3: KeyedReduce (stage 2) → Join
        stage 4: Cache (stage 1) → MapValues → Join
            Join: no shuffle, keys are kept; both sides stay; may spill
        stage 5: Cache (stage 1) → Join
        stage 6: Parallelize → MapToTuple → Join
            Join: shuffle by hash; the left side stays; may spill
        stage 7: Union(Join (stages 3, 4); Join (stages 5, 6))

        """);

    [Fact]
    public void What_is_computed_already_is_told() => LocalCluster.Run(1, env =>
    {
        BatchEnvironment batch = new(env);
        TSet<int> cached = batch.Parallelize([1]).Cache();
        using PersistedTSet<int> persisted = cached.Distinct().Persist();
        Assert.Contains("Cache: computed once, kept in memory", cached.Explain(), StringComparison.Ordinal);
        Assert.Contains("Persist: computed once, kept packed; may spill", persisted.Explain(), StringComparison.Ordinal);
        persisted.Count();
        Assert.Contains("Cache: computed already, in memory", cached.Explain(), StringComparison.Ordinal);
        Assert.Contains("Persist: computed already, kept packed; may spill", persisted.Explain(), StringComparison.Ordinal);
    });

    [Fact]
    public void Every_operation_has_a_plan() => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env, threads: 2);
        TSet<int> set = batch.Parallelize([1]);
        TupleTSet<int, int> pairs = set.MapToTuple(x => (x, x));
        (string Name, string Plan)[] plans =
        [
            ("Distinct", set.Distinct().Explain()), ("Union", set.Union(set).Explain()), ("Intersect", set.Intersect(set).Explain()), ("Except", set.Except(set).Explain()),
            ("Cross", set.Cross(set).Explain()), ("Partition", set.Partition(x => 0).Explain()), ("PartitionByHash", set.PartitionByHash(x => x).Explain()),
            ("PartitionRoundRobin", set.PartitionRoundRobin().Explain()), ("AllGather", set.AllGather().Explain()), ("ZipWithIndex", set.ZipWithIndex().Explain()), ("Zip", set.Zip(set).Explain()),
            ("Scan", set.Scan((a, b) => a).Explain()), ("Sample", set.Sample(1, 1).Explain()), ("KeyedGather", pairs.KeyedGather().Explain()), ("KeyedGatherSorted", pairs.KeyedGatherSorted().Explain()),
            ("LeftJoin", pairs.LeftJoin(pairs).Explain()), ("RightJoin", pairs.RightJoin(pairs).Explain()), ("FullJoin", pairs.FullJoin(pairs).Explain()), ("SemiJoin", pairs.SemiJoin(set).Explain()),
            ("AntiJoin", pairs.AntiJoin(set).Explain()), ("CoGroup", pairs.CoGroup(pairs).Explain()), ("Keys", pairs.Keys().Explain()), ("Compute", set.Compute(() => new Nothing()).AddInput("x", set).Explain()),
        ];
        foreach ((string name, string plan) in plans) Assert.Contains(name, plan, StringComparison.Ordinal);
    });

    private static void Plan<T>(int workers, int threads, Func<BatchEnvironment, TSet<T>> set, string expected) => LocalCluster.Run(workers, env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        Assert.Equal(expected.ReplaceLineEndings("\n"), set(batch).Explain());
        Assert.Equal(0, env.Engine.OpenEdges);
    });

    private sealed class Nothing : ComputeFunction<int, int>
    {
        public override void Compute(ReadOnlySpan<int> records, RecordCollector<int> output) { }
    }
}
