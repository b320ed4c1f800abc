using Apache.Arrow;
using Apache.Arrow.Types;
using Pair = System.Collections.Generic.KeyValuePair<int, long>;

namespace Twister2.Tasks.Tests;

/// <summary>Every kind of edge delivers what LINQ says, to the tasks that it says, under every scheduler, with several numbers of threads.</summary>
public abstract class EdgeContract(IWorkers workers)
{
    private const int Numbers = 200;

    private static readonly int[] All = [.. Enumerable.Range(0, Numbers).Select(i => i * 7919 % 1009)];

    private static IEnumerable<int> Of(int task, int tasks) => All.Skip(task * Numbers / tasks).Take(((task + 1) * Numbers / tasks) - (task * Numbers / tasks));

    private static Pair Keyed(int number) => new(number % 10, number);

    [Fact]
    public void Direct_and_pipe_keep_tasks_and_order()
    {
        Check<int>(4, 4, to => to.Direct("a"), parts => Each(parts, task => Of(task, 4)));
        Check<int>(4, 4, to => to.Pipe("a"), parts => Each(parts, task => Of(task, 4)));
    }

    [Fact]
    public void Broadcast_and_allgather_give_all_to_all()
    {
        Check<int>(3, 4, to => to.Broadcast("a"), parts => Each(parts, _ => All));
        Check<int>(3, 4, to => to.AllGather("a"), parts => Each(parts, _ => All));
    }

    [Fact]
    public void Gather_and_scatter_keep_the_order()
    {
        Check<int>(3, 1, to => to.Gather("a"), parts => Each(parts, _ => All));
        Check<int>(1, 4, to => to.Scatter("a"), parts => Assert.Equal(All, parts.SelectMany(part => part)));
    }

    [Fact]
    public void Partitions_go_where_they_are_told()
    {
        Check<int>(3, 4, to => to.Partition("a", x => x % 4), parts => Each(parts, task => All.Where(x => x % 4 == task).Order(), sorted: true));
        Check<int>(3, 4, to => to.Partition("a", tasks => new ByRest(tasks)), parts => Each(parts, task => All.Where(x => x % 4 == task).Order(), sorted: true));
        Check<int>(3, 3, to => to.PartitionByRange("a", SortOrder.Natural<int>(), [300, 600]), parts =>
            Each(parts, task => All.Where(x => x >= task * 300 && (task == 2 || x < (task + 1) * 300)).Order(), sorted: true));
        Check<int>(3, 4, to => to.PartitionRoundRobin("a"), parts =>
        {
            SameRecords(All, parts);
            Assert.All(parts, part => Assert.InRange(part.Count, (Numbers / 4) - 3, (Numbers / 4) + 3));
        });
        Check<int>(3, 4, to => to.PartitionByHash("a", x => x % 10), parts =>
        {
            SameRecords(All, parts);
            Assert.Equal(10, parts.Sum(part => part.Select(x => x % 10).Distinct().Count()));
        });
    }

    [Fact]
    public void Reductions()
    {
        Check<int>(3, 1, to => to.Reduce("a", (a, b) => a + b), parts => Each(parts, _ => [All.Sum()]));
        Check<int>(3, 1, to => to.Reduce("a", default(Largest)), parts => Each(parts, _ => [All.Max()]));
        Check<int>(4, 3, to => to.AllReduce("a", (a, b) => a + b), parts => Each(parts, _ => [All.Sum()]));
        Check<int>(4, 3, to => to.AllReduce("a", default(Largest), via: "largest"), parts => Each(parts, _ => [All.Max()]));
        Check<int>(2, 2, to => to.AllReduce("a", (a, b) => a + b, length: 2), parts =>
            Each(parts, _ => [All.Where((_, i) => i % 2 == 0).Sum(), All.Where((_, i) => i % 2 == 1).Sum()]));
    }

    [Fact]
    public void Orders()
    {
        Check<int>(3, 4, to => to.Sort("a", SortOrder.Natural<int>()), parts => Assert.Equal(All.Order(), parts.SelectMany(part => part)));
        Check<int>(3, 1, to => to.TopK("a", 5, SortOrder.Natural<int>()), parts => Each(parts, _ => All.Order().Take(5)));
        Check(3, 1, (task, tasks) => Of(task, tasks).Order(), (ComputeConnection<int> to) => to.Merge("a", SortOrder.Natural<int>()), parts => Each(parts, _ => All.Order()));
    }

    [Fact]
    public void Positions_stay_in_place()
    {
        Check(4, 4, Of, (ComputeConnection<(long Index, int Item)> to) => to.ZipWithIndex("a"), parts =>
            Assert.Equal(All.Select((x, i) => ((long)i, x)), parts.SelectMany(part => part)));
        Check<int>(4, 4, to => to.Scan("a", (a, b) => a + b), parts => Assert.Equal(All.Select((_, i) => All.Take(i + 1).Sum()), parts.SelectMany(part => part)));
        Check<int>(4, 4, to => to.ExclusiveScan("a", 1, (a, b) => a + b), parts => Assert.Equal(All.Select((_, i) => 1 + All.Take(i).Sum()), parts.SelectMany(part => part)));
        Check<int>(4, 4, to => to.Sample("a", 20, seed: 1), parts => Assert.Equal(20, parts.Sum(part => part.Count)));
        Check<int>(4, 4, to => to.SampleFraction("a", 1, seed: 1), parts => Assert.Equal(All, parts.SelectMany(part => part)));
    }

    [Fact]
    public void Keyed_edges()
    {
        Check(3, 4, Pairs, (ComputeConnection<Pair> to) => to.KeyedPartition("a"), parts => SameRecords(All.Select(Keyed), parts, ByKeyAndValue));
        Check(3, 4, Pairs, (ComputeConnection<Pair> to) => to.KeyedReduce("a", (a, b) => a + b), parts => SameRecords(Sums(), parts, ByKeyAndValue));
        Check(3, 4, Pairs, (ComputeConnection<Pair> to) => to.KeyedReduce("a", ReduceOperation.Sum), parts => SameRecords(Sums(), parts, ByKeyAndValue));
        Check(3, 4, Pairs, (ComputeConnection<Pair> to) => to.KeyedReduce("a", default(LargestLong)), parts =>
            SameRecords(All.GroupBy(x => x % 10).Select(group => new Pair(group.Key, group.Max())), parts, ByKeyAndValue));
        Check(3, 4, Pairs, (ComputeConnection<KeyValuePair<int, long[]>> to) => to.KeyedGather("a", sortByKey: true), parts =>
        {
            Assert.All(parts, part => Assert.Equal(part.Select(pair => pair.Key).Order(), part.Select(pair => pair.Key)));
            Assert.Equal(All.GroupBy(x => x % 10).OrderBy(group => group.Key).Select(group => $"{group.Key}: {string.Join(' ', group)}"), parts.SelectMany(part => part).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"));
        });
        Check(3, 4, Pairs, (ComputeConnection<Pair> to) => to.KeyedGatherUngrouped("a"), parts => SameRecords(All.Select(Keyed), parts, ByKeyAndValue));
    }

    [Fact]
    public void Sets()
    {
        int[] other = [.. All.Select(x => x + 3)];
        Check2(to => to.Union(["a", "b"]), parts => SameRecords(All.Concat(other), parts));
        Check2(to => to.Intersect("a", "b"), parts => SameRecords(All.Intersect(other), parts));
        Check2(to => to.Except("a", "b"), parts => SameRecords(All.Except(other), parts));
        Check<int>(3, 4, to => to.Distinct("a"), parts => SameRecords(All.Distinct(), parts));

        void Check2(Func<ComputeConnection<int>, ComputeConnection<int>> connect, Action<List<int>[]> check) =>
            CheckTwo(4, Of, (task, tasks) => Of(task, tasks).Select(x => x + 3), connect, check);
    }

    [Fact]
    public void Joins()
    {
        Pair[] left = [.. All.Take(50).Select(Keyed)], right = [.. All.Skip(50).Take(60).Select(x => new Pair(x % 13, x)).Where(pair => pair.Key != 7)];
        Joined((ComputeConnection<(int Key, long Left, long Right)> to) => to.Join("a", "b"), Inner());
        Joined((ComputeConnection<(int Key, long Left, long Right)> to) => to.Join("a", "b", new() { Algorithm = JoinAlgorithm.SortMerge }), Inner());
        Joined((ComputeConnection<(int Key, long Left, Optional<long> Right)> to) => to.LeftJoin("a", "b"), Inner().Concat(LeftAlone()));
        Joined((ComputeConnection<(int Key, Optional<long> Left, long Right)> to) => to.RightJoin("a", "b"), Inner().Concat(RightAlone()));
        Joined((ComputeConnection<(int Key, Optional<long> Left, Optional<long> Right)> to) => to.FullJoin("a", "b"), Inner().Concat(LeftAlone()).Concat(RightAlone()));

        IEnumerable<string> Inner() => left.Join(right, a => a.Key, b => b.Key, (a, b) => $"({a.Key}, {a.Value}, {b.Value})");

        IEnumerable<string> LeftAlone() => left.Where(a => right.All(b => b.Key != a.Key)).Select(a => $"({a.Key}, {a.Value}, {default(Optional<long>)})");

        IEnumerable<string> RightAlone() => right.Where(b => left.All(a => a.Key != b.Key)).Select(b => $"({b.Key}, {default(Optional<long>)}, {b.Value})");

        void Joined<T>(Func<ComputeConnection<T>, ComputeConnection<T>> connect, IEnumerable<string> expected) =>
            CheckTwo(4, (task, tasks) => left.Where((_, i) => i % tasks == task), (task, tasks) => right.Where((_, i) => i % tasks == task), connect, parts =>
                Assert.Equal(expected.Order(), parts.SelectMany(part => part).Select(row => $"{row}").Order()));
    }

    [Fact]
    public void CoGroups_have_all_values_of_a_key() =>
        CheckTwo(4, Pairs, (task, _) => new[] { new Pair(task, 1), new Pair(12, task) }, (ComputeConnection<(int Key, long[] Left, long[] Right)> to) => to.CoGroup("a", "b"), parts =>
        {
            Dictionary<int, (long[] Left, long[] Right)> groups = parts.SelectMany(part => part).ToDictionary(row => row.Key, row => (row.Left, row.Right));
            Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12], groups.Keys.Order());
            Assert.All(groups, group => Assert.Equal(All.Where(x => x % 10 == group.Key && group.Key < 10).Select(x => (long)x).Order(), group.Value.Left.Order()));
            Assert.Equal([0, 1, 2], groups[12].Right.Order());
            Assert.Equal([1], groups[2].Right);
            Assert.Empty(groups[3].Right);
        });

    [Fact]
    public void Semi_and_anti_joins_take_keys_on_the_right()
    {
        CheckTwo(3, Pairs, (task, _) => Enumerable.Range(task, 2), (ComputeConnection<Pair> to) => to.SemiJoin("a", "b"), parts => SameRecords(All.Select(Keyed).Where(pair => pair.Key < 4), parts, ByKeyAndValue));
        CheckTwo(3, Pairs, (task, _) => Enumerable.Range(task, 2), (ComputeConnection<Pair> to) => to.AntiJoin("a", "b"), parts => SameRecords(All.Select(Keyed).Where(pair => pair.Key > 3), parts, ByKeyAndValue));
    }

    [Fact]
    public void Cross_and_zip()
    {
        CheckTwo(3, (task, _) => new[] { task, 10 + task }, (task, _) => new[] { $"{task}" }, (ComputeConnection<(int Left, string Right)> to) => to.Cross("a", "b"), parts =>
            Assert.Equal(6 * 3, parts.SelectMany(part => part).Distinct().Count()));
        CheckTwo(3, Of, (task, tasks) => Of(task, tasks).Select(x => $"{x}"), (ComputeConnection<(int Left, string Right)> to) => to.Zip("a", "b"), parts =>
            Assert.Equal(All.Select(x => (x, $"{x}")), parts.SelectMany(part => part)), targets: 3);
    }

    [Fact]
    public void Tables()
    {
        Schema schema = new([new Field("key", Int32Type.Default, false)], null);
        Check(3, 4, Batches, (ComputeConnection<RecordBatch> to) => to.TablePartition("a", schema, TablePartitioner.Hash("key")), Values, parts => Assert.Equal(All.Order(), parts.SelectMany(part => part).SelectMany(rows => rows).Order()));
        CheckTwo(4, Batches, Batches, (ComputeConnection<RecordBatch> to) => to.TableJoin("a", "b", new(schema, ["key"], schema, ["key"])), Values, parts =>
            Assert.Equal(2 * All.Join(All, a => a, b => b, (_, _) => 1).Count(), parts.SelectMany(part => part).Sum(rows => rows.Length)));

        IEnumerable<RecordBatch> Batches(int task, int tasks) =>
            [new RecordBatch(schema, [new Int32Array.Builder().AppendRange(Of(task, tasks)).Build()], Of(task, tasks).Count())];

        static int[] Values(RecordBatch batch) => [.. batch.Arrays.SelectMany(column => ((Int32Array)column).Values.ToArray())];
    }

    private static IEnumerable<Pair> Pairs(int task, int tasks) => Of(task, tasks).Select(Keyed);

    private static IEnumerable<Pair> Sums() => All.GroupBy(x => x % 10).Select(group => new Pair(group.Key, group.Sum()));

    private static (int, long) ByKeyAndValue(Pair pair) => (pair.Key, pair.Value);

    private static void Each<T>(List<T>[] parts, Func<int, IEnumerable<T>> expected, bool sorted = false) =>
        Assert.All(parts, (part, task) => Assert.Equal(expected(task), sorted ? part.Order() : part));

    private static void SameRecords<T>(IEnumerable<T> expected, List<T>[] parts) => Assert.Equal(expected.Order(), parts.SelectMany(part => part).Order());

    private static void SameRecords<T, TOrder>(IEnumerable<T> expected, List<T>[] parts, Func<T, TOrder> by) =>
        Assert.Equal(expected.OrderBy(by), parts.SelectMany(part => part).OrderBy(by));

    private void Check<T>(int sources, int targets, Func<ComputeConnection<int>, ComputeConnection<int>> connect, Action<List<int>[]> check) where T : struct =>
        Check(sources, targets, Of, connect, check);

    private void Check<TFrom, T>(int sources, int targets, Func<int, int, IEnumerable<TFrom>> from, Func<ComputeConnection<T>, ComputeConnection<T>> connect, Action<List<T>[]> check) =>
        Check(sources, targets, from, connect, record => record, check);

    private void Check<TFrom, T, TResult>(
        int sources, int targets, Func<int, int, IEnumerable<TFrom>> from, Func<ComputeConnection<T>, ComputeConnection<T>> connect, Func<T, TResult> shown, Action<List<TResult>[]> check) =>
        RunUnderAll(targets, builder => builder.AddSource("a", () => new Records<TFrom>(from), sources), connect, shown, check);

    private void CheckTwo<TLeft, TRight, T>(
        int targets2, Func<int, int, IEnumerable<TLeft>> left, Func<int, int, IEnumerable<TRight>> right, Func<ComputeConnection<T>, ComputeConnection<T>> connect, Action<List<T>[]> check, int? targets = null) =>
        CheckTwo(targets ?? targets2, left, right, connect, record => record, check);

    private void CheckTwo<TLeft, TRight, T, TResult>(
        int targets, Func<int, int, IEnumerable<TLeft>> left, Func<int, int, IEnumerable<TRight>> right, Func<ComputeConnection<T>, ComputeConnection<T>> connect, Func<T, TResult> shown,
        Action<List<TResult>[]> check) =>
        RunUnderAll(
            targets,
            builder =>
            {
                builder.AddSource("a", () => new Records<TLeft>(left), 3);
                builder.AddSource("b", () => new Records<TRight>(right), 3);
            },
            connect, shown, check);

    private void RunUnderAll<T, TResult>(
        int targets, Action<ComputeGraphBuilder> addSources, Func<ComputeConnection<T>, ComputeConnection<T>> connect, Func<T, TResult> shown, Action<List<TResult>[]> check)
    {
        workers.Run(env =>
        {
            Run(env, new RoundRobinTaskScheduler(), threads: 1);
            Run(env, new BatchTaskScheduler(), threads: 2);
        });
        // What others have to spill for, while a task reads it.
        workers.Run(env => Run(env, new RoundRobinTaskScheduler(), threads: 4), new DataflowOptions { MemoryBytes = 2000, ChunkRecords = 5, ChunkBytes = 200 });

        void Run(DataflowEnvironment env, ITaskScheduler scheduler, int threads)
        {
            using BatchExecutor executor = new(env, new() { Threads = threads, Scheduler = scheduler });
            List<(int Task, T Record)> kept = [];
            ComputeGraphBuilder builder = new("edge", parallelism: 1);
            addSources(builder);
            connect(builder.AddSink("sink", () => new Kept<T>(kept), targets));
            executor.Execute(builder.Build());
            (int Task, TResult[] Records)[] mine = [.. kept.GroupBy(pair => pair.Task).Select(task => (task.Key, task.Select(pair => shown(pair.Record)).ToArray()))];
            var all = env.AllReduce(mine, static (a, b) => [.. a, .. b]);
            List<TResult>[] parts = [.. Enumerable.Range(0, targets).Select(task => all.Where(part => part.Task == task).SelectMany(part => part.Records).ToList())];
            check(parts);
        }
    }

    private sealed class ByRest(int tasks) : IPartitioner<int>
    {
        public void Choose(int source, ReadOnlySpan<int> records, Span<int> targets)
        {
            for (int i = 0; i < records.Length; i++) targets[i] = records[i] % tasks;
        }
    }

    private readonly struct Largest : IReducer<int>
    {
        public int Combine(int a, int b) => Math.Max(a, b);
    }

    private readonly struct LargestLong : IReducer<long>
    {
        public long Combine(long a, long b) => Math.Max(a, b);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessEdges() : EdgeContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiEdges() : EdgeContract(new MpiWorkers());
