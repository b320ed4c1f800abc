using System.Runtime.CompilerServices;

namespace Twister2.Tasks.Tests;

/// <summary>What a cached set takes is charged to the worker's memory: it makes others spill, is put on scratch itself, is refused where it cannot be, and is given back.</summary>
[Trait("ranks", "none")]
public sealed class CacheMemoryTests
{
    private const int Records = 40_000;

    private static readonly DataflowOptions Small = new() { MemoryBytes = 50_000 };

    [Theory, InlineData(1), InlineData(3)]
    public void Numbers_that_do_not_fit_are_on_scratch_and_come_back(int threads) => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        TSet<int> cached = batch.Parallelize(Enumerable.Range(0, Records)).Cache();
        for (int round = 0; round < 3; round++) Assert.Equal(Enumerable.Range(0, Records), cached.Collect().Order());
        Assert.True(env.Counters.BytesSpilled > 0);
        Assert.InRange(env.Memory.Used, 0, env.Memory.Limit);
        Assert.Equal(Enumerable.Range(0, Records), cached.Compute(() => new Inputs<int>()).AddInput("same", cached).Collect().Order());
    }, Small);

    [Theory, InlineData(1), InlineData(2)]
    public void A_cached_set_makes_room_for_a_later_operator(int threads) => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        TSet<string> cached = batch.Parallelize(Enumerable.Range(0, 2000)).Map(number => $"a text of some length {number}").Cache();
        Assert.Equal(2000, cached.Count());
        Assert.Equal(0, env.Counters.BytesSpilled);
        Assert.InRange(env.Memory.Used, 40 * 2000 / 2, env.Memory.Limit);
        Assert.Equal(2000, cached.Map(text => (text, text.Length)).Union(cached.Map(text => (text, 1))).MapToTuple(pair => pair).KeyedReduce(Math.Max).Count());
        Assert.Equal(Enumerable.Range(0, 2000).Select(number => $"a text of some length {number}").Order(StringComparer.Ordinal), cached.Collect().Order(StringComparer.Ordinal));
        Assert.True(env.Counters.BytesSpilled > 0);
    }, new DataflowOptions { MemoryBytes = 130_000, ChunkBytes = 4000 });

    [Fact]
    public void Objects_that_cannot_be_packed_are_refused_where_there_is_no_room() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env);
        TSet<Unpackable> cached = batch.Parallelize(Enumerable.Range(0, Records)).Map(number => new Unpackable(number)).Cache();
        string message = Assert.Throws<InvalidOperationException>(() => cached.Count()).Message;
        Assert.Contains(nameof(Unpackable), message, StringComparison.Ordinal);
        Assert.Contains("50,000 bytes", message, StringComparison.Ordinal);
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(10, batch.Parallelize(Enumerable.Range(0, 10)).Map(number => new Unpackable(number)).Cache().Count());
    }, Small);

    [Fact]
    public void Memory_is_given_back_when_the_set_is_let_go() => LocalCluster.Run(1, env =>
    {
        BatchEnvironment batch = new(env);
        for (int round = 0; round < 20; round++) CacheAndForget(batch);
        TSet<int> other = batch.Parallelize([1]);
        for (int attempt = 0; attempt < 50 && env.Memory.Used > 0; attempt++)
        {
            GC.Collect();
            other.Count();
        }
        Assert.Equal(0, env.Memory.Used);
        TSet<long> kept = batch.Parallelize(Enumerable.Range(0, 100)).Map(number => (long)number).Cache();
        kept.Count();
        Assert.Equal(800, env.Memory.Used);
        batch.Dispose();
        Assert.Equal(0, env.Memory.Used);
    });

    // Twenty of them would not fit: those that nobody uses must not be written to scratch.
    [Fact]
    public void Sets_of_earlier_steps_are_not_spilled() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env);
        for (int round = 0; round < 20; round++) CacheAndForget(batch);
        Assert.InRange(env.Counters.BytesSpilled, 0, 1 << 20);
    }, new DataflowOptions { MemoryBytes = 1 << 20 });

    [Fact]
    public void A_cached_input_is_not_copied_for_each_action() => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env);
        TSet<int> numbers = batch.Parallelize(Enumerable.Range(0, 1000)).Cache();
        TSet<IReadOnlyList<int>> inputs = batch.Parallelize([1, 2]).Compute(() => new Lists()).AddInput("numbers", numbers);
        List<IReadOnlyList<int>> seen = [];
        inputs.ForEach(seen.Add);
        inputs.ForEach(seen.Add);
        Assert.Equal(500, seen[0].Count);
        Assert.Same(seen[0], seen[1]);
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CacheAndForget(BatchEnvironment batch) => Assert.Equal(Records, batch.Parallelize(Enumerable.Range(0, Records)).Cache().Count());

    private sealed class Unpackable(int number)
    {
        public object Number { get; } = number;
    }

    private sealed class Inputs<T> : ComputeFunction<T, T>
    {
        private TSetContext? _context;

        public override void Prepare(TSetContext context) => _context = context;

        public override void Compute(ReadOnlySpan<T> records, RecordCollector<T> output) { }

        public override void End(RecordCollector<T> output)
        {
            foreach (T record in _context!.GetInputSpan<T>("same")) output.Add(record);
        }
    }

    private sealed class Lists : ComputeFunction<int, IReadOnlyList<int>>
    {
        private TSetContext? _context;

        public override void Prepare(TSetContext context) => _context = context;

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<IReadOnlyList<int>> output) => output.Add(_context!.GetInput<int>("numbers"));
    }
}
