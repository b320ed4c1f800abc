using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Tests;

/// <summary>What users and machines do wrong with the operators without keys ends the job with the reason, on all workers, and leaves nothing behind.</summary>
[Trait("ranks", "none")]
public sealed class PlainFailureTests : IDisposable
{
    private const int Records = 20_000;

    private readonly string _scratch = Directory.CreateTempSubdirectory("plain-failures-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public void A_partitioner_that_throws_is_named() => Fails("Partition: worker 1, source task 1: the function that chooses a record's task failed: DivideByZeroException", env =>
    {
        using Partition<int> partition = new(env, LogicalPlan.OnePerWorker(3), record => env.Worker == 1 && record == 777 ? record / (record - 777) : record % 3);
        Feed(env, partition);
    });

    [Fact]
    public void A_sink_that_throws_is_named() => Fails("Pipe: worker 2, target task 2: the sink failed: InvalidDataException: not mine", env =>
    {
        using Pipe<int> pipe = new(env, new LogicalPlan(3, [1, 2, 0], [0, 1, 2]), target => new Refusing(target == 2));
        int source = pipe.Plan.SourcesOf(env.Worker).Single();
        for (int i = 0; i < Records; i++) pipe.Add(source, i);
        pipe.Finish(source);
        pipe.WaitForCompletion();
        env.Barrier();
    });

    [Fact]
    public void A_function_that_throws_while_it_combines_is_named() => Fails("AllReduce: worker 0: the function that combines two values failed: InvalidDataException: not mine", env =>
    {
        using AllReduce<int> reduce = new(env, LogicalPlan.OnePerWorker(3), (a, b) => env.Worker == 0 && b == 2 ? throw new InvalidDataException("not mine") : a + b, 10);
        reduce.Add(env.Worker, [.. Enumerable.Repeat(env.Worker, 10)]);
        reduce.Finish(env.Worker);
        reduce.WaitForCompletion();
        env.Barrier();
    });

    [Fact]
    public void Vectors_of_different_lengths_are_found() => Fails("Every worker must build the same operators", env =>
    {
        using AllReduce<int> reduce = AllReduce.Sum<int>(env, LogicalPlan.OnePerWorker(3), env.Worker == 2 ? 10 : 11);
        reduce.Finish(env.Worker);
        reduce.WaitForCompletion();
    });

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    public void Counts_that_are_not_those_of_the_records_are_refused(int count) => Fails("Scatter: worker 0: source task 0 ", env =>
    {
        using Scatter<int> scatter = new(env, new LogicalPlan(3, [0], [0, 1, 2]), (long[])[50, 0, count - 50]);
        if (env.Worker == 0)
        {
            scatter.Add(0, new int[200]);
            scatter.Finish(0);
        }
        scatter.WaitForCompletion();
    });

    [Fact]
    public void Scratch_that_is_full_is_named()
    {
        FaultySpillStore spill = new() { Room = 1000 };
        using DataflowEnvironment env = SingleWorker.New(10_000, spill);
        using Broadcast<int> broadcast = new(env, LogicalPlan.OnePerWorker(1));
        SpillException e = Assert.Throws<SpillException>(() => broadcast.Add(0, [.. Enumerable.Range(0, Records)]));
        Assert.StartsWith("Broadcast: worker 0 holds more than its 10,000 bytes of memory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_gives_back_what_it_took_in_order_and_from_scratch()
    {
        Spill.MemorySpillStore spill = new();
        using DataflowEnvironment env = SingleWorker.New(5000, spill);
        using (SpillingQueue queue = new(env, "test"))
        {
            int next = 0;
            for (int i = 0; i < 300; i++)
            {
                queue.Enqueue(i, new byte[i]);
                if (i % 3 == 0) Take(queue, next++);
            }
            Assert.True(spill.Written > 0);
            while (queue.Count > 1) Take(queue, next++);
            Assert.Equal(299, queue.FirstTag);
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, spill.Open);
        Assert.Equal(0, env.Pool.Rented);

        static void Take(SpillingQueue queue, int expected)
        {
            Assert.Equal(expected, queue.FirstTag);
            ChunkBuffer message = queue.Dequeue(7);
            Assert.Equal(7 + expected, message.Length);
            message.Return();
        }
    }

    private static void Feed(DataflowEnvironment env, RecordOperator<int> operation)
    {
        for (int i = 0; i < Records; i++) operation.Add(env.Worker, i);
        operation.Finish(env.Worker);
        operation.WaitForCompletion();
        env.Barrier();
    }

    private void Fails(string reason, Action<DataflowEnvironment> body)
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(3, body, new DataflowOptions { MemoryBytes = 20_000, Scratch = _scratch, ChunkBytes = 1000 }));
        Assert.Contains(reason, e.InnerExceptions[0].Message, StringComparison.Ordinal);
        // Nobody hangs: those that need others end, too.
        Assert.All(e.InnerExceptions.Skip(1), failure => Assert.True(failure is WorkerFailedException || failure.Message.Contains(reason, StringComparison.Ordinal), failure.Message));
        Assert.Empty(Directory.GetFileSystemEntries(_scratch));
    }

    private sealed class Refusing(bool refuses) : IChunkSink<int>
    {
        public void Add(ReadOnlySpan<int> chunk)
        {
            if (refuses) throw new InvalidDataException("not mine");
        }
    }
}
