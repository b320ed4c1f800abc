namespace Twister2.Tasks.Tests;

/// <summary>What jobs of many steps save: sets that stay where a shuffle has brought them, inputs that are read from where they lie, partitioners and reductions without a call per record.</summary>
public abstract class IterationContract(IWorkers workers)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_was_moved_is_persisted_where_it_is(int threads) => Random_inputs(threads, (batch, random) =>
    {
        int[] items = Numbers(random);
        int open = batch.Dataflow.Engine.OpenEdges, tasks = batch.TaskCount, moves = 0;
        PersistedTSet<string> parts = batch.Parallelize(items).Map(number =>
        {
            Interlocked.Increment(ref moves);
            return $"number {number}";
        }).Partition(text => text.Length % tasks).Persist();
        PersistedTSet<int> all = batch.Parallelize(items).AllGather().Persist();
        string[] first = parts.Collect();
        int once = moves;
        Assert.Equal(items.Select(number => $"number {number}").Order(StringComparer.Ordinal), first.Order(StringComparer.Ordinal));
        Assert.Equal(first, parts.Collect());
        Assert.Equal(first.Where(text => text.Length % 2 == 0), parts.Filter(text => text.Length % 2 == 0).Collect());
        Assert.Equal(once, moves);
        Assert.Equal((long)items.Length * tasks, all.Count());
        Assert.Equal(items.Sum(number => (long)number) * tasks, all.Map(number => (long)number).Sum());
        parts.Dispose();
        all.Dispose();
        Assert.Throws<ObjectDisposedException>(() => parts.Count());
        Assert.Equal(open, batch.Dataflow.Engine.OpenEdges);
    });

    [Fact]
    public void Each_step_may_keep_what_it_has_gathered() => Random_inputs(1, (batch, random) =>
    {
        long[] expected = [.. Numbers(random).Select(number => (long)number)];
        TSet<long> set = batch.CreateSource<long>((context, output) =>
        {
            for (long i = (long)expected.Length * context.Index / context.Parallelism; i < (long)expected.Length * (context.Index + 1) / context.Parallelism; i++) output.Add(expected[i]);
        });
        PersistedTSet<long>? before = null;
        for (int step = 0; step < 4; step++)
        {
            PersistedTSet<long> all = set.AllGather().Persist();
            Assert.Equal((long)expected.Length * batch.TaskCount, all.Count());
            before?.Dispose();
            before = all;
            // Each task makes its share of what all have.
            set = batch.Parallelize(Enumerable.Range(0, batch.TaskCount)).Compute(() => new Share()).AddInput("all", all);
            expected = [.. expected.Select(number => number * 3 + 1)];
        }
        Assert.Equal(expected, set.Collect());
        before!.Dispose();
    });

    [Fact]
    public void An_input_is_copied_once_or_had_as_an_array() => Random_inputs(2, (batch, random) =>
    {
        int[] items = Numbers(random);
        TSet<int> all = batch.Parallelize(items).AllGather();
        (long Copied, long Had)[] sums = batch.Parallelize(Enumerable.Range(0, batch.TaskCount)).Compute(() => new Sums()).AddInput("copied", all).AddInput("had", all).Collect();
        Assert.Equal(batch.TaskCount, sums.Length);
        Assert.All(sums, sum => Assert.Equal((items.Sum(number => (long)number), items.Sum(number => (long)number)), sum));
    });

    [Fact]
    public void A_partitioner_chooses_the_task() => Random_inputs(2, (batch, random) =>
    {
        int[] items = Numbers(random);
        int tasks = batch.TaskCount;
        TSet<int> byFunction = batch.Parallelize(items).Partition(number => number % tasks), byPartitioner = batch.Parallelize(items).Partition(() => new Modulo(tasks));
        Assert.Equal(byFunction.Collect().Order(), byPartitioner.Collect().Order());
        byPartitioner.Compute(() => new Check(tasks)).Count();
    });

    [Fact]
    public void Reductions_of_numbers_are_those_of_functions() => Random_inputs(2, (batch, random) =>
    {
        (int Key, long Value)[] items = [.. Numbers(random).Select(number => (number % 97, number * 7919L % 1000))];
        TupleTSet<int, long> pairs = batch.Parallelize(items).MapToTuple(item => item);
        ILookup<int, long> groups = items.ToLookup(item => item.Key, item => item.Value);
        Same(groups.Select(group => (group.Key, group.Sum())), pairs.KeyedReduce(ReduceOperation.Sum));
        Same(groups.Select(group => (group.Key, group.Min())), pairs.KeyedReduce(ReduceOperation.Min));
        Same(groups.Select(group => (group.Key, group.Max())), pairs.KeyedReduce(ReduceOperation.Max));
        Assert.Throws<ArgumentOutOfRangeException>(() => pairs.KeyedReduce((ReduceOperation)7));
    });

    [Fact]
    public void A_sort_may_have_a_sample() => Random_inputs(2, (batch, random) =>
    {
        int[] items = Numbers(random);
        int[] sample = random.Next(2) == 0 ? [.. items.Where((_, at) => at % 10 == 0)] : [];
        Assert.Equal(items.Order(), batch.Parallelize(items).Sort(SortOrder.Natural<int>(), sample).Collect());
        Assert.Equal(items.OrderByDescending(number => number % 10).ThenBy(number => number), batch.Parallelize(items).Sort(SortOrder.By<int, int>(number => -(number % 10)), sample).ThenBy(number => number).Collect());
    });

    private static void Same(IEnumerable<(int Key, long Value)> expected, TupleTSet<int, long> pairs) =>
        Assert.Equal(expected.Order(), pairs.Collect().Select(pair => (pair.Key, pair.Value)).Order());

    private static int[] Numbers(Random random) => [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(12) : random.Next(3000)).Select(_ => random.Next(100_000))];

    private void Random_inputs(int threads, Action<BatchEnvironment, Random> body)
    {
        for (int round = 0; round < 3; round++)
        {
            int seed = workers.Agree(Random.Shared.Next());
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            workers.Run(env =>
            {
                using BatchEnvironment batch = new(env, threads: threads);
                body(batch, new Random(seed));
            }, RandomOptions.Of(seed));
        }
    }

    /// <summary>This task's part of all numbers, each three times itself and one more.</summary>
    private sealed class Share : ComputeFunction<int, long>
    {
        private TSetContext? _context;

        public override void Prepare(TSetContext context) => _context = context;

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<long> output)
        {
            List<long> all = [];
            _context!.CopyInput("all", new ListSink<long>(all));
            foreach (int task in records)
                for (int i = (int)((long)all.Count * task / _context.Parallelism); i < (long)all.Count * (task + 1) / _context.Parallelism; i++) output.Add(all[i] * 3 + 1);
        }
    }

    private sealed class Sums : ComputeFunction<int, (long Copied, long Had)>
    {
        private TSetContext? _context;

        public override void Prepare(TSetContext context)
        {
            _context = context;
            Assert.Throws<KeyNotFoundException>(() => context.CopyInput("others", new ListSink<int>([])));
            Assert.Throws<InvalidCastException>(() => context.CopyInput("copied", new ListSink<long>([])));
        }

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<(long Copied, long Had)> output) { }

        public override void End(RecordCollector<(long Copied, long Had)> output)
        {
            List<int> copied = [];
            _context!.CopyInput("copied", new ListSink<int>(copied));
            Assert.Throws<InvalidOperationException>(() => _context.CopyInput("copied", new ListSink<int>([])));
            Assert.Throws<InvalidOperationException>(() => _context.GetInput<int>("copied"));
            Assert.Same(_context.GetInput<int>("had"), _context.GetInput<int>("had"));
            Assert.Throws<InvalidOperationException>(() => _context.CopyInput("had", new ListSink<int>([])));
            output.Add((copied.Sum(number => (long)number), _context.GetInput<int>("had").Sum(number => (long)number)));
        }
    }

    private sealed class ListSink<T>(List<T> list) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk) => list.AddRange(chunk);
    }

    private sealed class Modulo(int tasks) : IPartitioner<int>
    {
        public void Choose(int source, ReadOnlySpan<int> records, Span<int> targets)
        {
            for (int i = 0; i < records.Length; i++) targets[i] = records[i] % tasks;
        }
    }

    private sealed class Check(int tasks) : ComputeFunction<int, int>
    {
        private int _task;

        public override void Prepare(TSetContext context) => _task = context.Index;

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<int> output)
        {
            foreach (int record in records) Assert.Equal(_task, record % tasks);
        }
    }
}

[Trait("ranks", "none")]
public sealed class InProcessIteration() : IterationContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiIteration() : IterationContract(new MpiWorkers());
