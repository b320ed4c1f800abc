using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Cases that MPI_THREAD_MULTIPLE allows; run by <see cref="ChildTests"/> in a process that has it.</summary>
[Trait("ranks", "any")]
public sealed class ThreadTests : RankTests
{
    [Fact]
    public async Task Requests_are_awaited_anywhere()
    {
        Assert.SkipUnless(Environment.Threading == Threading.Multiple, "MPI was not initialised for calls from several threads at once");
        var tasks = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (int round = 0; round < 20; round++)
            {
                var text = World.ImmediateReceive<string>(Ring.Previous, 160 + i);
                var number = World.ImmediateReceive<int>(Ring.Previous, 170 + i);
                var sends = new[] { World.ImmediateSend($"{round}", Ring.Next, 160 + i), World.ImmediateSend(round, Ring.Next, 170 + i) };
                Assert.Equal(($"{round}", round), (await text, await number));
                foreach (var send in sends)
                    await send;
            }
        }));
        await Task.WhenAll(tasks);
    }

    /// <summary>Each thread has a communicator; all have one operation of the program's, which MPI calls on each of them.</summary>
    [Fact]
    public async Task Threads_have_collectives_of_their_own()
    {
        Assert.SkipUnless(Environment.Threading == Threading.Multiple, "MPI was not initialised for calls from several threads at once");
        using var last = new Operation<(int Rank, long Round)>((a, b) => (Math.Max(a.Rank, b.Rank), a.Round + b.Round));
        Intracommunicator[] communicators = [.. Enumerable.Range(0, 3).Select(_ => World.Clone())];
        await Task.WhenAll(communicators.Select((comm, i) => Task.Factory.StartNew(
            () => Collectives(comm, i, last), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Array.ForEach(communicators, comm => comm.Dispose());
    }

    [Fact]
    public async Task What_is_awaited_by_another_thread_cannot_be_waited_for()
    {
        Assert.SkipUnless(Environment.Threading == Threading.Multiple, "MPI was not initialised for calls from several threads at once");
        var receive = World.ImmediateReceive<int>(Ring.Previous, 180);
        var awaited = Await(receive);
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => receive.Wait()).ErrorClass);
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => receive.Test()).ErrorClass);
        var list = new RequestList();
        list.Add(receive);
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => list.TestAny()).ErrorClass);
        World.Barrier();
        var send = World.ImmediateSend(4, Ring.Next, 180);
        Assert.Equal(4, await awaited);
        await send;
        Assert.Same(receive, list.TestAny());
    }

    [Fact]
    public async Task What_another_thread_waits_for_is_refused()
    {
        Assert.SkipUnless(Environment.Threading == Threading.Multiple, "MPI was not initialised for calls from several threads at once");
        var receive = World.ImmediateReceive<int>(Ring.Previous, 181);
        var other = World.ImmediateReceive<int>(Ring.Previous, 182);
        using var begun = new ManualResetEventSlim();
        var waiting = Task.Run(() =>
        {
            begun.Set();
            return receive.Wait();
        });
        begun.Wait(TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var list = new RequestList();
        list.Add(other);
        list.Add(receive);
        Refused(() => receive.Wait(), "MPI_Wait");
        Refused(() => receive.Test(), "MPI_Test");
        Refused(() => receive.GetStatus(), "MPI_Request_get_status");
        Refused(() => list.WaitAny(), "MPI_Waitany");
        Refused(() => list.TestAll(), "MPI_Testall");
        World.Barrier();
        using var sends = new RequestArray();
        World.ImmediateSend<int>(new int[] { 5 }, Ring.Next, 181, sends);
        World.ImmediateSend<int>(new int[] { 6 }, Ring.Next, 182, sends);
        sends.WaitAll();
        Assert.Equal(1, (await waiting).Count());
        Assert.Equal(5, receive.Value);

        // What was refused has left no trace in the list's other request.
        list.WaitAll();
        Assert.Equal(6, other.Value);
    }

    /// <summary>Without a guard the library is asked to end the same request twice, and ends the process.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_threads_that_wait_at_once_end_a_request_once(bool inList)
    {
        Assert.SkipUnless(Environment.Threading == Threading.Multiple, "MPI was not initialised for calls from several threads at once");
        for (int round = 0; round < 300; round++)
        {
            var receive = World.ImmediateReceive<int>(Ring.Previous, 183);
            var send = World.ImmediateSend(round, Ring.Next, 183);
            int ended = 0;
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = 3 }, End, End, End);
            Assert.InRange(ended, 1, 3);
            Assert.Equal(round, receive.Value);
            send.Wait();

            void End()
            {
                try
                {
                    if (inList)
                        List(receive).WaitAll();
                    else
                        receive.Wait();
                    Interlocked.Increment(ref ended);
                }
                catch (MpiException e) when (e.ErrorClass == ErrorClass.Request)
                {
                    Assert.Contains("another thread", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    private static void Collectives(Intracommunicator comm, int thread, Operation<(int Rank, long Round)> last)
    {
        int size = comm.Size;
        for (int round = 0; round < 10; round++)
        {
            Assert.Equal(size * thread, comm.Allreduce(thread, Operation<int>.Add));
            Assert.Equal((size - 1, (long)size * round), comm.Allreduce((comm.Rank, (long)round), last));
            Assert.Equal(size * 2, comm.Allreduce($"{thread}{round}", (a, b) => a + b).Length);
            string? text = comm.Rank == round % size ? $"{thread} {round}" : null;
            comm.Broadcast(ref text, round % size);
            Assert.Equal($"{thread} {round}", text);
            int[] sums = [comm.Rank, round];
            comm.ImmediateAllreduce<int>(sums, Operation<int>.Max).Wait();
            Assert.Equal([size - 1, round], sums);
            var thrown = Record.Exception(() => comm.Allreduce("x", (a, b) => throw new InvalidTimeZoneException($"{thread}")));
            Assert.True(size == 1 || thrown!.Message.Contains($"{thread}", StringComparison.Ordinal), thrown?.ToString());
        }
    }

    private static RequestList List(Request request)
    {
        var list = new RequestList();
        list.Add(request);
        return list;
    }

    private static void Refused(Action call, string function)
    {
        var error = Assert.Throws<MpiException>(call);
        Assert.Equal((ErrorClass.Request, function), (error.ErrorClass, error.Function));
    }

    private static async Task<int> Await(ReceiveRequest<int> request) => await request;
}
