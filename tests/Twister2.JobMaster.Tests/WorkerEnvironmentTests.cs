using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Mpi;

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
        Assert.Equal(0, env.Counters.RecordsRead);
        Assert.Equal(4950, env.CreateBatchEnvironment().Parallelize(Enumerable.Range(0, 100)).AllReduce(0, (a, b) => a + b));
        Assert.Equal(env.WorkerCount, env.Communicator.Allreduce(1, Operation<int>.Add));
        Assert.Equal(100, env.CreateBatchEnvironment().Parallelize(Enumerable.Range(0, 100)).Count());
        Assert.Equal(200, env.Communicator.Allreduce(env.Counters.RecordsRead, Operation<long>.Add));
        env.Close();
    }

    private static WorkerEnvironment EnvironmentOf(params string[] arguments) =>
        new(new JobContext("job-1", "job", JobDirectory.At("/root", "job-1"), arguments), (Intracommunicator)Communicator.world.Clone(), NullLoggerFactory.Instance);
}
