using Twister2.JobMaster.Barriers;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>Barriers of workers, inside MPI ranks. Alone, the process is the only rank.</summary>
[Trait("ranks", "any")]
public sealed class BarrierTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.4), Late = TimeSpan.FromSeconds(30);

    private static Intracommunicator World => Communicator.world;

    private static int Last => World.Size - 1;

    [Fact]
    public void Nobody_goes_on_before_the_last_has_come()
    {
        using Group group = new();
        for (int round = 0; round < 30; round++)
        {
            int late = round % World.Size;
            if (World.Rank == late) Thread.Sleep(round < 3 ? 20 : 1);
            long came = System.Diagnostics.Stopwatch.GetTimestamp();
            if (round % 3 == 2) group.Controller.WaitOnInitBarrier(Late);
            else group.Controller.WaitOnBarrier(Late);
            long wentOn = System.Diagnostics.Stopwatch.GetTimestamp();
            World.Broadcast(ref came, late);
            Assert.InRange(wentOn, came, long.MaxValue);
        }
    }

    [Fact]
    public void The_missing_are_named_and_come_too_late()
    {
        using Group group = new();
        group.Controller.WaitOnBarrier(Late);
        if (World.Size == 1) return;
        // The last one comes when the others have given up.
        if (World.Rank == Last) World.Receive<int>(0, 0);
        TimeoutException e = Assert.Throws<TimeoutException>(() => group.Controller.WaitOnBarrier(World.Rank == Last ? Late : Soon));
        Assert.Equal($"1 of {World.Size} workers have not come to barrier 2 in 0.4 s: worker {Last} (process {group.Controller.AllWorkers[Last].ProcessId} on {Group.Node(Last)})", e.Message);
        if (World.Rank == 0) World.Send(0, Last, 0);
        group.Controller.WaitOnBarrier(Late);
    }

    [Fact]
    public void Who_has_returned_is_not_waited_for()
    {
        using Group group = new();
        if (World.Size == 1) return;
        if (World.Rank == Last)
        {
            group.Post.Return();
            return;
        }
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => group.Controller.WaitOnBarrier(Late));
        Assert.StartsWith($"Barrier 1 cannot be passed: the program has returned on worker {Last} (process ", e.Message, StringComparison.Ordinal);
        // The news take another way than the end of the barrier.
        Assert.True(SpinWait.SpinUntil(() => group.Controller.StateOf(Last) == WorkerState.Completed, Late));
        Assert.Equal(World.Size - 1, group.Controller.JoinedWorkers.Count);
    }

    [Fact]
    public void All_hear_of_a_worker_that_is_lost_and_found()
    {
        using Group group = new();
        using SemaphoreSlim heard = new(0);
        List<WorkerChange> changes = [];
        group.Controller.OnWorkerChange(change =>
        {
            changes.Add(change);
            heard.Release();
        });
        WorkerChange[] told = [new(Last, WorkerState.Lost, "it has not answered for 8 s"), new(Last, WorkerState.Running, "it answers again")];
        group.Controller.WaitOnBarrier(Late);
        foreach (WorkerChange change in told)
        {
            if (World.Rank == 0) group.Post.Tell(change);
            Assert.True(heard.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            Assert.Equal(change.State, group.Controller.StateOf(Last));
            group.Controller.WaitOnBarrier(Late);
        }
        Assert.Equal(told, changes);
    }

    [Fact]
    public void A_controller_knows_the_workers()
    {
        using Group group = new();
        WorkerController controller = group.Controller;
        Assert.Equal((World.Rank, World.Size, World.Size), (controller.Worker.Rank, controller.WorkerCount, controller.AllWorkers.Count));
        Assert.Equal(controller.AllWorkers, controller.JoinedWorkers);
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.StateOf(World.Size));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.WaitOnBarrier(TimeSpan.FromSeconds(-2)));
        controller.WaitOnBarrier(Timeout.InfiniteTimeSpan);
    }

    /// <summary>What a job makes of its workers, two to a node, so that some tell worker 0 what others told them.</summary>
    internal sealed class Group : IDisposable
    {
        private readonly ControlPlane _control = new(World, TimeProvider.System);
        private readonly WorkerRoster _roster;

        public Group(bool hasDriver = false)
        {
            _roster = new WorkerRoster([.. Enumerable.Range(0, World.Size).Select(static rank => new WorkerInfo(rank, Node(rank), 1000 + rank, 1, 1 << 30))]);
            Post = new Post(_control, _roster, hasDriver, TimeProvider.System);
            Controller = new WorkerController(Post, _roster, World.Rank, JobSettings.Of(Config.Empty));
        }

        public Post Post { get; }

        public WorkerController Controller { get; }

        public WorkerRoster Roster => _roster;

        public static string Node(int rank) => $"n{rank / 2}";

        /// <summary>As in a job, nobody ends before all programs have returned.</summary>
        public void Dispose()
        {
            World.Barrier();
            _roster.EndListening();
            Post.Dispose();
            _control.Dispose();
        }
    }
}
