using System.Collections.Concurrent;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Heartbeats;
using Twister2.JobMaster.Metrics;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>Hearts that beat, inside MPI ranks.</summary>
[Trait("ranks", "any")]
public sealed class HeartTests
{
    private static Intracommunicator World => Communicator.world;

    [Fact]
    public void Everybody_is_heard_of_while_the_program_sends_messages_of_its_own()
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "Heartbeats need MPI_THREAD_MULTIPLE.");
        ConcurrentQueue<HealthChange> told = new();
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(World);
        // Whoever is not heard of for 2.5 s is lost.
        HealthLimits limits = new(TimeSpan.FromSeconds(2.5), TimeSpan.MaxValue, TimeSpan.MaxValue);
        // Two workers on each node, so that some tell worker 0 what others told them.
        string[] nodes = [.. Enumerable.Range(0, World.Size).Select(static rank => $"n{rank / 2}")];
        using (Heart heart = new(World, nodes, new WorkerReport(World.Rank, World.Size, new Pulse(World.Rank, () => [dataflow]), () => [dataflow]).Tell, limits, told.Enqueue, TimeProvider.System))
        {
            for (long end = System.Environment.TickCount64 + 3200; dataflow.AllReduce(System.Environment.TickCount64 < end, static (a, b) => a && b);) World.Barrier();
        }
        Assert.Empty(told);
    }

    /// <summary>Whatever the tree is like: nobody leaves before what it has been told has gone on.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(100)]
    public void Last_words_of_all_come_to_worker_0(int perNode)
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "Heartbeats need MPI_THREAD_MULTIPLE.");
        string[] nodes = [.. Enumerable.Range(0, World.Size).Select(rank => $"n{rank / perNode}")];
        for (int round = 0; round < 5; round++)
        {
            News heard = new();
            new Heart(World, nodes, Own, HealthLimits.Of(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(300)), static change => Assert.Fail($"{change}"), TimeProvider.System, World.Rank == 0 ? heard.Add : null).Dispose();
            if (World.Rank > 0) continue;
            Assert.Equal(World.Size, heard.Stages["s"].Tasks);
            Assert.Equal(Enumerable.Range(0, World.Size), heard.Beats.Select(static beat => beat.Worker).Order());
            Assert.All(heard.Beats, static beat => Assert.Equal(2, beat.Number));
        }

        static News Own(bool isLast)
        {
            News news = new() { IsLast = isLast };
            news.Add(new Beat(World.Rank, isLast ? 2 : 1));
            if (isLast) news.Add("s", new StageCounts(1, 0, 0, 0, 0, 0, 0, 0, 0));
            return news;
        }
    }

    [Fact]
    public void Hearts_start_and_stop_again_and_again()
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "Heartbeats need MPI_THREAD_MULTIPLE.");
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(World);
        for (int round = 0; round < 20; round++)
            new Heart(World, [.. Enumerable.Repeat("n", World.Size)], new WorkerReport(World.Rank, World.Size, new Pulse(World.Rank, () => [dataflow]), () => [dataflow]).Tell, HealthLimits.Of(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(300)), static change => Assert.Fail($"{change}"), TimeProvider.System).Dispose();
    }
}
