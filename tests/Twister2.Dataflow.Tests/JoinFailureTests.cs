namespace Twister2.Dataflow.Tests;

/// <summary>What users and machines do wrong with joins ends the job with the reason, and leaves nothing behind.</summary>
[Trait("ranks", "none")]
public sealed class JoinFailureTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("join-failures-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Theory]
    [InlineData(JoinAlgorithm.Hash)]
    [InlineData(JoinAlgorithm.SortMerge)]
    public void Scratch_that_is_not_there_is_named(JoinAlgorithm algorithm)
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using Join<int, int, int> join = new(env, LogicalPlan.OnePerWorker(2), new JoinOptions { Algorithm = algorithm });
            for (int i = 0; i < 50_000; i++) join.AddLeft(env.Worker, i, i);
            join.FinishLeft(env.Worker);
            join.FinishRight(env.Worker);
            join.WaitForCompletion();
        }, new DataflowOptions { MemoryBytes = 20_000, Scratch = "/proc/nowhere" }));
        SpillException first = Assert.IsType<SpillException>(e.InnerExceptions[0]);
        Assert.Contains("Join (left): worker", first.Message, StringComparison.Ordinal);
        Assert.Contains("/proc/nowhere", first.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JoinAlgorithm.Hash)]
    [InlineData(JoinAlgorithm.SortMerge)]
    public void Scratch_that_fails_while_joining_is_told_and_memory_given_back(JoinAlgorithm algorithm)
    {
        FaultySpillStore scratch = new();
        using DataflowEnvironment env = SingleWorker.New(20_000, scratch);
        using (Join<int, int, int> join = Complete(env, algorithm, 20_000))
        {
            scratch.FailsToRead = true;
            SpillException e = Assert.Throws<SpillException>(() =>
            {
                foreach (ReadOnlySpan<(int, int, int)> _ in join.Read(0)) { }
            });
            Assert.Contains("Join", e.Message, StringComparison.Ordinal);
            scratch.FailsToRead = false;
            scratch.Room = scratch.Written + 1000;
            if (algorithm == JoinAlgorithm.Hash)
            {
                Assert.Throws<SpillException>(() =>
                {
                    foreach (ReadOnlySpan<(int, int, int)> _ in join.Read(0)) { }
                });
            }
            scratch.Room = long.MaxValue;
            long rows = 0;
            foreach (ReadOnlySpan<(int, int, int)> chunk in join.Read(0)) rows += chunk.Length;
            Assert.Equal(20_000, rows);
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, scratch.Open);
    }

    [Fact]
    public void Nothing_is_left_on_scratch_when_reading_is_given_up()
    {
        LocalCluster.Run(2, env =>
        {
            using Join<int, int, int> join = Complete(env, JoinAlgorithm.Hash, 30_000);
            using ChunkSequence<(int, int, int)> rows = join.Read(env.Worker);
            Assert.True(rows.MoveNext());
            Assert.True(env.Counters.BytesSpilled > 0);
        }, new DataflowOptions { MemoryBytes = 30_000, Scratch = _scratch });
        Assert.Empty(Directory.GetFileSystemEntries(_scratch));
    }

    [Theory]
    [InlineData(JoinAlgorithm.Hash)]
    [InlineData(JoinAlgorithm.SortMerge)]
    public void A_sink_that_throws_is_named(JoinAlgorithm algorithm)
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using Join<int, int, int> join = new(env, LogicalPlan.OnePerWorker(2), new JoinOptions { Algorithm = algorithm });
            join.PassTo(env.Worker, new Refusing());
            for (int i = 0; i < 1000; i++) join.AddRight(env.Worker, i, i);
            join.FinishRight(env.Worker);
            for (int i = 0; i < 1000; i++) join.AddLeft(env.Worker, i, i);
            join.FinishLeft(env.Worker);
            join.WaitForCompletion();
        }));
        UserCodeException first = e.InnerExceptions.OfType<UserCodeException>().First();
        Assert.Matches("^Join: worker [01], target task [01]: the sink failed: InvalidDataException: no more$", first.Message);
    }

    private sealed class Refusing : IChunkSink<(int, int, int)>
    {
        public void Add(ReadOnlySpan<(int, int, int)> chunk) => throw new InvalidDataException("no more");
    }

    [Fact]
    public void Wrong_use_is_refused() => LocalCluster.Run(2, env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(2), other = new(2, [0, 1], [1, 0]);
        Assert.Throws<ArgumentException>(() => new Join<int, int, int>(env, plan, other));
        Assert.Throws<NotSupportedException>(() => new Join<object, int, int>(env, plan));
        using Join<int, int, int> join = new(env, plan);
        using SemiJoin<int, int> semi = new(env, plan);
        using CoGroup<int, int, int> coGroup = new(env, plan);
        using Cross<int, int> cross = new(env, plan);
        Assert.Throws<InvalidOperationException>(() => join.Read(env.Worker));
        Assert.Throws<InvalidOperationException>(() => coGroup.Read(env.Worker));
        Assert.Throws<InvalidOperationException>(() => cross.Read(env.Worker));
        Assert.Throws<ArgumentException>(() => join.AddLeft(1 - env.Worker, 1, 1));
        Assert.Throws<ArgumentException>(() => join.AddRight(2, 1, 1));
        Assert.Throws<ArgumentException>(() => join.FinishLeft(2));
        Assert.Throws<ArgumentException>(() => join.FinishRight(-1));
        join.FinishLeft(env.Worker);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(join.WaitForCompletion);
        Assert.StartsWith($"Source task {env.Worker} of the right side of worker {env.Worker} has not finished", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => join.FinishLeft(env.Worker));
        Assert.Throws<ArgumentException>(() => join.AddLeft(env.Worker, 1, 1));
        join.AddRight(env.Worker, 1, 1);
        foreach (TwoSidedOperator operation in (TwoSidedOperator[])[join, semi, coGroup, cross])
        {
            if (operation != join) operation.FinishLeft(env.Worker);
            operation.FinishRight(env.Worker);
            operation.WaitForCompletion();
        }
        foreach (int task in (int[])[1 - env.Worker, 2, -1])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => join.Read(task));
            Assert.Throws<ArgumentOutOfRangeException>(() => semi.Read(task));
            Assert.Throws<ArgumentOutOfRangeException>(() => coGroup.Read(task));
            Assert.Throws<ArgumentOutOfRangeException>(() => cross.Read(task));
        }
    });

    [Fact]
    public void An_optional_value_is_there_or_not()
    {
        Optional<int> none = default, zero = 0;
        Assert.False(none.HasValue);
        Assert.NotEqual(none, zero);
        Assert.Equal(zero, new Optional<int>(0));
        Assert.Throws<InvalidOperationException>(() => none.Value);
        Assert.True(zero.TryGet(out int value));
        Assert.Equal(0, value);
        Assert.Equal(["none", "0"], [none.ToString(), zero.ToString()]);
    }

    private static Join<int, int, int> Complete(DataflowEnvironment env, JoinAlgorithm algorithm, int records)
    {
        Join<int, int, int> join = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), new JoinOptions { Algorithm = algorithm });
        for (int i = 0; i < records; i++)
        {
            join.AddLeft(env.Worker, i, i);
            join.AddRight(env.Worker, i, -i);
        }
        join.FinishLeft(env.Worker);
        join.FinishRight(env.Worker);
        join.WaitForCompletion();
        return join;
    }
}
