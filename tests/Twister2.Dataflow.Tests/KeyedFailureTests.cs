namespace Twister2.Dataflow.Tests;

/// <summary>What users and machines do wrong ends the job with the reason, and leaves nothing behind.</summary>
[Trait("ranks", "none")]
public sealed class KeyedFailureTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("keyed-failures-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reducer_that_throws_on_one_worker_ends_all(bool whileReading)
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(3, env =>
        {
            bool throws = !whileReading;
            using KeyedReduce<int, int> reduce = new(env, LogicalPlan.OnePerWorker(3), (a, b) => throws && env.Worker == 1 ? throw new InvalidDataException("not mine") : a + b);
            for (int i = 0; i < 20_000; i++) reduce.Add(env.Worker, i % 5000, 1);
            reduce.Finish(env.Worker);
            reduce.WaitForCompletion();
            // What was spilled is combined when it is read.
            throws = true;
            reduce.CountOf(env.Worker);
            env.Barrier();
        }, new DataflowOptions { MemoryBytes = 20_000, Scratch = _scratch }));
        UserCodeException failure = Assert.IsType<UserCodeException>(e.InnerExceptions[0]);
        Assert.StartsWith("KeyedReduce: worker ", failure.Message, StringComparison.Ordinal);
        Assert.Equal("not mine", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch));
    }

    [Fact]
    public void Scratch_that_is_not_there_is_named()
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using KeyedGather<int, int> gather = new(env, LogicalPlan.OnePerWorker(2));
            for (int i = 0; i < 50_000; i++) gather.Add(env.Worker, i, i);
            gather.Finish(env.Worker);
            gather.WaitForCompletion();
        }, new DataflowOptions { MemoryBytes = 20_000, Scratch = "/proc/nowhere" }));
        SpillException first = Assert.IsType<SpillException>(e.InnerExceptions[0]);
        Assert.Contains("KeyedGather: worker", first.Message, StringComparison.Ordinal);
        Assert.Contains("/proc/nowhere", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_are_refused_before_the_end_and_for_tasks_of_others() => LocalCluster.Run(2, env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(2);
        using KeyedReduce<int, int> reduce = KeyedReduce.Sum<int, int>(env, plan);
        using KeyedGather<int, int> gather = new(env, plan);
        using Distinct<int> distinct = new(env, plan);
        Assert.Throws<InvalidOperationException>(() => reduce.Read(env.Worker));
        Assert.Throws<InvalidOperationException>(() => gather.ReadGroups(env.Worker));
        Assert.Throws<InvalidOperationException>(() => distinct.Read(env.Worker));
        foreach (DataflowOperator operation in (DataflowOperator[])[reduce, gather, distinct])
        {
            operation.Finish(env.Worker);
            operation.WaitForCompletion();
        }
        foreach (int other in (int[])[1 - env.Worker, 2, -1])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => reduce.Read(other));
            Assert.Throws<ArgumentOutOfRangeException>(() => reduce.CountOf(other));
            Assert.Throws<ArgumentOutOfRangeException>(() => gather.ReadSortedGroups(other));
            Assert.Throws<ArgumentOutOfRangeException>(() => distinct.CountOf(other));
        }
        Assert.Throws<ArgumentException>(() => gather.Add(env.Worker, 1, 1));
        Assert.Throws<NotSupportedException>(() => new KeyedGather<object, int>(env, plan));
    });
}
