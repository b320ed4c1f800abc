using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Twister2.JobMaster.Heartbeats;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>The workers and worker 0, inside MPI ranks. Alone, the process is the only rank.</summary>
[Trait("ranks", "any")]
public sealed class RegistrationTests
{
    private const int Sent = 901, Come = 902;

    private static Intracommunicator World => Communicator.world;

    /// <summary>The last rank is late, of four and more the last two. A single rank waits for nobody.</summary>
    private static int[] Late => [.. Enumerable.Range(0, World.Size).Where(rank => rank > 0 && rank >= World.Size - (World.Size >= 4 ? 2 : 1))];

    [Fact]
    public void Messages_come_to_worker_0_in_the_order_of_the_ranks()
    {
        using ControlPlane control = new(World, TimeProvider.System);
        Assert.Equal((World.Rank, World.Size), (control.Rank, control.Size));
        for (int round = 0; round < 20; round++)
        {
            byte[][]? all = control.GatherToMaster(MessageOf(World.Rank, round), round % 2 == 0 ? ControlTag.Register : ControlTag.Completed, static (_, _) => { });
            if (World.Rank == 0) Assert.Equal(Enumerable.Range(0, World.Size).Select(rank => MessageOf(rank, round)), all);
            else Assert.Null(all);
        }

        // Some so long that they are not sent before they are received.
        static byte[] MessageOf(int rank, int round) => Encoding.UTF8.GetBytes($"{rank}/{round} größe {new string('x', round % 5 == 4 ? 1_000_000 : rank)}");
    }

    [Fact]
    public void Nobody_goes_on_before_the_last_has_come()
    {
        using ControlPlane control = new(World, TimeProvider.System);
        int last = World.Size - 1;
        if (World.Rank == last) Thread.Sleep(30);
        long came = Stopwatch.GetTimestamp();
        control.GatherToMaster([0], ControlTag.Register, static (_, _) => { });
        long wentOn = Stopwatch.GetTimestamp();
        World.Broadcast(ref came, last);
        Assert.InRange(wentOn, came, long.MaxValue);
    }

    [Fact]
    public void Control_messages_do_not_mix_with_those_of_the_program()
    {
        using ControlPlane control = new(World, TimeProvider.System);
        Request[] own = World.Rank == 0 ? [] : [World.ImmediateSend<int>(new[] { World.Rank }, 0, (int)ControlTag.Register)];
        control.GatherToMaster([(byte)World.Rank], ControlTag.Register, static (_, _) => { });
        if (World.Rank == 0)
            for (int rank = 1; rank < World.Size; rank++) Assert.Equal(rank, World.Receive<int>(rank, (int)ControlTag.Register));
        foreach (Request request in own) request.Wait();
    }

    [Fact]
    public void Missing_workers_are_named_when_the_time_for_registration_is_over()
    {
        using TestFolder folder = new();
        using ControlPlane control = new(World, ClockOfThisRank());
        JobMaster master = MasterOf(control, folder, new RecordingLogger());
        if (Late.Contains(World.Rank)) World.Receive<int>(0, Come);
        if (World.Rank > 0 || World.Size == 1)
        {
            master.RegisterAll();
            return;
        }
        TimeoutException e = Assert.Throws<TimeoutException>(master.RegisterAll);
        Assert.Equal($"{Late.Length} of {World.Size} workers have not registered in 100 s: rank {string.Join(", ", Late)}. Look at their nodes.", e.Message);
        Assert.Equal(["job Starting"], EventLines.States(folder["events.jsonl"]));
        foreach (int rank in Late) World.Send(0, rank, Come);
        TakeLateMessages(CommunicatorOf(control));
    }

    [Fact]
    public void Workers_that_are_waited_for_are_named_once_a_minute()
    {
        using TestFolder folder = new();
        using ControlPlane control = new(World, ClockOfThisRank());
        RecordingLogger log = new();
        log.AtLine(2, () => Array.ForEach(Late, rank => World.Send(0, rank, Come)));
        JobMaster master = MasterOf(control, folder, log);
        if (Late.Contains(World.Rank)) World.Receive<int>(0, Come);
        string? summary = Complete(master);
        Assert.Equal(World.Rank == 0, summary is not null);
        if (World.Rank > 0 || World.Size == 1) return;
        string line = $"Worker 0 is done; for {{0}} s it has waited for {Late.Length} workers: rank {string.Join(", ", Late)}";
        Assert.Equal([string.Format(CultureInfo.InvariantCulture, line, 60), string.Format(CultureInfo.InvariantCulture, line, 120)], log.Lines.Take(2));
    }

    [Fact]
    public void The_event_log_tells_how_the_job_went()
    {
        using TestFolder folder = new();
        using ControlPlane control = new(World, TimeProvider.System);
        JobMaster master = MasterOf(control, folder, new RecordingLogger());
        master.RegisterAll();
        string? line = Complete(master);
        if (World.Rank > 0)
        {
            Assert.Null(line);
            Assert.Empty(Directory.GetFiles(folder.Path));
            return;
        }
        int size = World.Size;
        IEnumerable<int> ranks = Enumerable.Range(0, size);
        Assert.Equal(
            ["job Starting", .. ranks.Select(rank => $"worker {rank} Starting"), .. ranks.Select(rank => $"worker {rank} Running"), "job Running", .. ranks.Select(rank => $"worker {rank} Completed"), "job Completed"],
            EventLines.States(folder["events.jsonl"]));
        JsonElement[] events = EventLines.Of(folder["events.jsonl"]);
        Assert.Equal(size, events[0].GetProperty("workers").GetInt32());
        Assert.Equal(size, events[1..(size + 1)].Select(worker => worker.GetProperty("pid").GetInt32()).Distinct().Count());
        Assert.Equal(ranks.Select(rank => 1000L + rank), events[((2 * size) + 2)..^1].Select(worker => worker.GetProperty("records_read").GetInt64()));
        Assert.Equal(line, events[^1].GetProperty("summary").GetString());
        long records = ranks.Sum(rank => 1000L + rank);
        double seconds = size + 0.5;
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"Job job-1 completed in {seconds:0.00} s: {size} worker{(size == 1 ? "" : "s")} on 1 node, read {records:N0} records ({size * 2.5:N1} MB, {records / seconds:N0} records/s), wrote {3 * size:N0} records. Details: {folder["root/jobs/job-1"]}"),
            line);
    }

    private static JobMaster MasterOf(ControlPlane control, TestFolder folder, RecordingLogger log) => new(
        new JobContext("job-1", "job", JobDirectory.At(folder["root"], "job-1"), []), new EventLog(folder["events.jsonl"], "job-1", TimeProvider.System), control, TimeSpan.FromSeconds(100), log);

    private static string? Complete(JobMaster master) => master.HearAll(SummaryOf(World.Rank)) is { } summaries ? master.Complete(summaries) : null;

    private static WorkerSummary SummaryOf(int rank) => new(rank, rank + 1.5, 1000 + rank, 2_500_000, 3, 4, 5, 6, 7) { Last = new News() };

    /// <summary>On worker 0 time flies once all who are not late have sent their message; the others tell it so.</summary>
    private static TimeProvider ClockOfThisRank() =>
        World.Rank == 0 ? new MasterClock(World.Size - 1 - Late.Length) : Late.Contains(World.Rank) ? TimeProvider.System : new TellingClock();

    /// <summary>Worker 0 has given up; here the rest of its part is done, so that all ranks can go on.</summary>
    private static void TakeLateMessages(Intracommunicator communicator)
    {
        foreach (int rank in Late)
        {
            MatchedMessage? message;
            while ((message = communicator.ImmediateMatchedProbe(rank, (int)ControlTag.Register)) is null) Thread.Yield();
            message.Receive(new byte[message.Count<byte>()].AsSpan());
        }
        communicator.ImmediateBarrier().Wait();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_communicator")]
    private static extern ref Intracommunicator CommunicatorOf(ControlPlane control);

    private sealed class MasterClock(int onTime) : TimeProvider
    {
        private int _missing = onTime;
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            while (_missing > 0 && World.ImmediateProbe(Communicator.anySource, Sent) is { } status)
            {
                World.Receive<int>(status.Source, Sent);
                _missing--;
            }
            if (_missing > 0) return _seconds;
            // Ten looks at the mail between their word and the end of 100 s; their mail is on its way, and may come a little later than their word.
            Thread.Sleep(150);
            return _seconds += 10;
        }
    }

    /// <summary>Is asked for the time when its rank has sent its message and waits.</summary>
    private sealed class TellingClock : TimeProvider
    {
        private bool _told;

        public override long GetTimestamp()
        {
            if (!_told)
            {
                _told = true;
                World.Send(0, 0, Sent);
            }
            return base.GetTimestamp();
        }
    }
}
