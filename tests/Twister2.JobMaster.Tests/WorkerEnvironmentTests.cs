using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Dataflow;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster.Tests;

/// <summary>What a worker's program is given, inside MPI ranks.</summary>
[Trait("ranks", "any")]
public sealed class WorkerEnvironmentTests
{
    [Fact]
    public void A_worker_knows_its_place_and_its_job()
    {
        WorkerEnvironment env = EnvironmentOf("a", "-b", "ü c");
        Assert.Equal((Communicator.world.Rank, Communicator.world.Size), (env.Rank, env.WorkerCount));
        Assert.Equal(["a", "-b", "ü c"], env.Arguments);
        Assert.Equal(("job-1", "/root/jobs/job-1"), (env.JobId, env.JobDirectory));
        env.Close();
    }

    [Fact]
    public void A_program_computes_sends_its_own_messages_and_is_counted()
    {
        WorkerEnvironment env = EnvironmentOf();
        Assert.Equal(0, env.Counters.Sum(static one => one.RecordsRead));
        Assert.Equal(4950, env.CreateBatchEnvironment().Parallelize(Enumerable.Range(0, 100)).AllReduce(0, (a, b) => a + b));
        Assert.Equal(env.WorkerCount, env.Communicator.Allreduce(1, Operation<int>.Add));
        Assert.Equal(100, env.CreateBatchEnvironment().Parallelize(Enumerable.Range(0, 100)).Count());
        Assert.Equal(200, env.Communicator.Allreduce(env.Counters.Sum(static one => one.RecordsRead), Operation<long>.Add));
        env.Close();
    }

    [Fact]
    public void Data_sets_may_use_memory_in_another_way_and_are_counted_too()
    {
        WorkerEnvironment env = EnvironmentOf();
        BatchEnvironment small = env.CreateBatchEnvironment(new DataflowOptions { MemoryBytes = 20_000, ChunkRecords = 16 });
        Assert.Equal((20_000, 2), (small.Dataflow.Memory.Limit, small.Threads));
        Assert.Equal(Enumerable.Range(0, 20_000), small.Parallelize(Enumerable.Range(0, 20_000)).Order().Collect());
        Assert.True(env.Communicator.Allreduce(small.Dataflow.Counters.BytesSpilled, Operation<long>.Add) > 0);
        Assert.Equal(20_000, env.Communicator.Allreduce(env.Counters.Sum(static one => one.RecordsRead), Operation<long>.Add));
        env.Close();
    }

    [Fact]
    public void Graphs_run_with_the_threads_of_the_job()
    {
        WorkerEnvironment env = EnvironmentOf();
        Assert.Equal(2, env.Threads);
        long sum = 0;
        ComputeGraphBuilder builder = new("numbers", parallelism: 4);
        builder.AddSource("numbers", () => new Numbers());
        builder.AddSink("sum", () => new Sum(value => sum = value), 1).Reduce("numbers", (a, b) => a + b);
        ComputeGraph graph = builder.Build();
        BatchExecutor executor = env.CreateGraphExecutor();
        executor.Execute(graph, TestContext.Current.CancellationToken);
        Assert.Equal(2, executor.Plan(graph).Threads);
        Assert.Equal(6, env.Communicator.Allreduce(sum, Operation<long>.Add));
        env.Close();
        Assert.Throws<ObjectDisposedException>(() => executor.Execute(graph, TestContext.Current.CancellationToken));
    }

    private sealed class Numbers : ISource<long>
    {
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public bool Execute(RecordCollector<long> output)
        {
            output.Add(_context!.TaskIndex);
            return false;
        }
    }

    private sealed class Sum(Action<long> tell) : ISink<long>
    {
        public void Execute(ReadOnlySpan<long> records) => tell(records[0]);
    }

    private static WorkerEnvironment EnvironmentOf(params string[] arguments) =>
        new(new JobContext("job-1", "job", JobDirectory.At("/root", "job-1"), arguments) { Threads = 2 }, (Intracommunicator)Communicator.world.Clone(), NullLoggerFactory.Instance);
}
