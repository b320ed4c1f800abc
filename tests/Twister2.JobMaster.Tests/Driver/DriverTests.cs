using Microsoft.Extensions.Logging.Abstractions;
using Twister2.JobMaster.Driver;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>Messages between the driver and the workers, inside MPI ranks. Alone, the process is the only rank.</summary>
[Trait("ranks", "any")]
public sealed class DriverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static Intracommunicator World => Communicator.world;

    [Fact]
    public void Messages_of_each_come_in_their_order_whatever_their_size()
    {
        // Some so long that they are not sent before they are received.
        static int LengthOf(int number) => number % 10 == 7 ? 1_000_000 : number;
        Run(driver =>
        {
            Dictionary<int, int> next = driver.Workers.ToDictionary(static worker => worker.Rank, static _ => 0);
            for (int i = 0; i < 50 * driver.Workers.Count; i++)
            {
                DriverMessage message = driver.Receive(Limit)!;
                (int number, byte[] bytes) = message.As<(int, byte[])>();
                Assert.Equal(next[message.Sender]++, number);
                Assert.Equal(LengthOf(number), bytes.Length);
                Assert.True(Array.TrueForAll(bytes, value => value == (byte)message.Sender));
                driver.Send(message.Sender, (number, bytes));
            }
            // Nothing is left when all workers have returned.
            Assert.Null(driver.Receive(Limit));
        }, worker =>
        {
            for (int number = 0; number < 50; number++)
            {
                byte[] bytes = new byte[LengthOf(number)];
                bytes.AsSpan().Fill((byte)World.Rank);
                worker.Send((number, bytes));
            }
            for (int number = 0; number < 50; number++)
            {
                (int Number, byte[] Bytes) back = worker.Receive(Limit)!.As<(int, byte[])>();
                Assert.Equal((number, LengthOf(number)), (back.Number, back.Bytes.Length));
            }
        });
    }

    [Fact]
    public void The_driver_tells_all_and_a_worker_hears_when_it_has_returned()
    {
        Run(static driver =>
        {
            driver.Broadcast("go on");
            driver.Broadcast<double[]>([1.5, 2.5]);
        }, static worker =>
        {
            DriverMessage first = worker.Receive(Limit)!;
            Assert.Equal((DriverMessage.OfDriver, true, false), (first.Sender, first.Is<string>(), first.Is<int>()));
            Assert.Equal("go on", first.As<string>());
            Assert.Equal("The message of the driver is a System.String, and is asked for as a System.Int32.", Assert.Throws<InvalidOperationException>(() => first.As<int>()).Message);
            Assert.Equal([1.5, 2.5], worker.Receive(Limit)!.As<double[]>());
            Assert.Null(worker.Receive(Limit));
        });
    }

    [Fact]
    public void Listeners_hear_each_message_once_and_in_order()
    {
        List<(int, int)> heard = [];
        Run(driver =>
        {
            driver.Listen(message =>
            {
                heard.Add((message.Sender, message.As<int>()));
                driver.Send(message.Sender, -message.As<int>());
            });
        }, static worker =>
        {
            using SemaphoreSlim all = new(0);
            List<int> answers = [];
            worker.Listen(message =>
            {
                answers.Add(message.As<int>());
                if (answers.Count == 20) all.Release();
            });
            for (int number = 1; number <= 20; number++) worker.Send(number);
            Assert.True(all.Wait(Limit, TestContext.Current.CancellationToken));
            Assert.Equal(Enumerable.Range(1, 20).Select(static number => -number), answers);
            Assert.Throws<InvalidOperationException>(() => worker.Receive(Limit));
            Assert.Throws<InvalidOperationException>(() => worker.Listen(static _ => { }));
        });
        if (World.Rank == 0) Assert.Equal(Enumerable.Range(0, World.Size).SelectMany(static rank => Enumerable.Range(1, 20).Select(number => (rank, number))), heard.OrderBy(static one => one.Item1));
    }

    [Fact]
    public void Whoever_does_not_read_holds_up_nobody_at_the_end()
    {
        byte[] large = new byte[3_000_000];
        Run(driver => driver.Broadcast(large), worker =>
        {
            for (int i = 0; i < 10; i++) worker.Send(large);
        });
    }

    [Fact]
    public void Waiting_for_a_message_has_an_end()
    {
        Run(static driver =>
        {
            foreach (WorkerInfo _ in driver.Workers) driver.Receive(Limit);
        }, static worker =>
        {
            Assert.Equal("No message of the driver has come in 0.05 s.", Assert.Throws<TimeoutException>(() => worker.Receive(TimeSpan.FromSeconds(0.05))).Message);
            // The driver returns when all have waited.
            worker.Send(true);
        });
    }

    [Fact]
    public void A_job_without_a_driver_says_so()
    {
        using BarrierTests.Group group = new();
        DriverConnection worker = new(group.Post, World.Rank, exists: false);
        Assert.Contains("has no driver", Assert.Throws<InvalidOperationException>(() => worker.Send(1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => worker.Receive());
        worker.Close();
    }

    /// <summary>A job's course as far as messages go.</summary>
    private static void Run(Action<DriverEnvironment> driver, Action<DriverConnection> program)
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "A driver needs MPI_THREAD_MULTIPLE.");
        using BarrierTests.Group group = new(hasDriver: true);
        JobContext job = new("job-1", "job", JobDirectory.At("/root", "job-1"), []);
        Failing own = new(driver);
        DriverRun? run = DriverRun.Start(() => own, job, group.Post, group.Roster, NullLogger.Instance);
        DriverConnection worker = new(group.Post, World.Rank, exists: true);
        program(worker);
        worker.Close();
        run?.WaitForEnd();
        Assert.Equal(World.Rank == 0, run is not null);
        if (own.Failure is { } failure) throw new InvalidOperationException("The driver failed.", failure);
    }

    /// <summary>Keeps what the driver throws: in a job it would end that.</summary>
    private sealed class Failing(Action<DriverEnvironment> run) : IDriver
    {
        public Exception? Failure { get; private set; }

        public void Execute(DriverEnvironment driver)
        {
            try
            {
                run(driver);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Failure = e;
            }
        }
    }
}
