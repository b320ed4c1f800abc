using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class AwaitTests : RankTests
{
    [Fact]
    public void Requests_are_awaited_in_an_event_loop()
    {
        int thread = System.Environment.CurrentManagedThreadId;
        int sum = Environment.Run(async () =>
        {
            var number = World.ImmediateReceive<int>(Ring.Previous, 140);
            var text = World.ImmediateReceive<string>(Ring.Previous, 141);
            var room = new double[3];
            var values = World.ImmediateReceive(room, Ring.Previous, 142);
            await Task.Yield();
            var sends = new[]
            {
                World.ImmediateSend("text", Ring.Next, 141), World.ImmediateSend(new[] { 1.5, 2.5 }, Ring.Next, 142),
                World.ImmediateSend(World.Rank, Ring.Next, 140),
            };
            Assert.Equal("text", await text);
            var status = await values;
            Assert.Equal((2, Ring.Previous), (status.Count(), status.Source));
            foreach (var send in sends)
                await send;
            await World.ImmediateBarrier();
            Assert.Equal(thread, System.Environment.CurrentManagedThreadId);
            return await number;
        });
        Assert.Equal(Ring.Previous, sum);
        Assert.IsNotType<object>(SynchronizationContext.Current);
    }

    [Fact]
    public void A_loop_that_failed_leaves_its_requests_to_the_next()
    {
        var receive = World.ImmediateReceive<int>(Ring.Previous, 148);
        Assert.Throws<InvalidOperationException>(() => Environment.Run(async () =>
        {
            _ = Task.WhenAll(Await(), Task.CompletedTask);
            await Task.Yield();
            throw new InvalidOperationException("on purpose");
        }));
        Assert.Equal(World.Size, Environment.Run(async () =>
        {
            await World.ImmediateSend(World.Size, Ring.Next, 148);
            return await receive;
        }));

        async Task Await() => await receive;
    }

    [Fact]
    public void Many_tasks_wait_at_once()
    {
        Environment.Run(async () =>
        {
            Task<int>[] receives = [.. Enumerable.Range(0, 50).Select(Receive)];
            for (int i = 49; i >= 0; i--)
                await World.ImmediateSend(i, Ring.Next, 150 + i);
            Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(receives));
        });

        static async Task<int> Receive(int i) => await World.ImmediateReceive<int>(Ring.Previous, 150 + i);
    }

    [Fact]
    public void Awaiters_run_their_continuations_once_the_operation_has_ended()
    {
        Environment.Run(async () =>
        {
            var receive = World.ImmediateReceive<int>(Ring.Previous, 147);
            var done = new TaskCompletionSource();
            int runs = 0;
            void Run()
            {
                if (Interlocked.Increment(ref runs) == 4)
                    done.SetResult();
            }

            receive.GetAwaiter().OnCompleted(Run);
            receive.GetAwaiter().UnsafeOnCompleted(Run);
            ((Request)receive).GetAwaiter().OnCompleted(Run);
            ((Request)receive).GetAwaiter().UnsafeOnCompleted(Run);
            await Task.Yield();
            await World.ImmediateBarrier();
            await World.ImmediateSend(6, Ring.Next, 147);
            await done.Task;
            Assert.True(receive.IsCompleted);
            Assert.Equal(6, receive.Value);
        });
    }

    [Fact]
    public void A_loop_also_waits_for_what_is_not_MPI()
    {
        Environment.Run(async () =>
        {
            var receive = World.ImmediateReceive<int>(Ring.Previous, 143);
            await Task.Delay(20, TestContext.Current.CancellationToken);
            await Task.Run(() => Thread.Sleep(5));
            var send = World.ImmediateSend(1, Ring.Next, 143);
            Assert.Equal(1, await receive);
            await send;
        });
    }

    [Fact]
    public void One_request_can_be_awaited_twice()
    {
        Environment.Run(async () =>
        {
            var receive = World.ImmediateReceive<int>(Ring.Previous, 144);
            var first = Await(receive);
            var second = Await(receive);
            var send = World.ImmediateSend(3, Ring.Next, 144);
            Assert.Equal((3, 3), (await first, await second));
            Assert.Equal(3, await receive);
            await send;
        });

        static async Task<int> Await(ReceiveRequest<int> request) => await request;
    }

    [Fact]
    public void Failures_reach_those_who_await()
    {
        Ring.SkipIfTruncationIsSilent();
        var error = Assert.Throws<MpiException>(() => Environment.Run(async () =>
        {
            var receive = World.ImmediateReceive(new int[1], Ring.Previous, 145);
            var send = World.ImmediateSend(new[] { 1, 2 }, Ring.Next, 145);
            await send;
            await receive;
        }));
        Assert.Equal(ErrorClass.Truncate, error.ErrorClass);
        Assert.Throws<InvalidOperationException>(() => Environment.Run(() => throw new InvalidOperationException()));
    }

    [Fact]
    public void A_receive_is_given_up_by_a_token()
    {
        using var source = new CancellationTokenSource();
        Environment.Run(async () =>
        {
            var receive = World.ImmediateReceive(new int[1], Ring.Previous, 146);
            var text = World.ImmediateReceive<string>(Ring.Previous, 146);
            var waits = new[] { receive.WaitAsync(source.Token), text.WaitAsync(source.Token) };
            source.CancelAfter(10);
            foreach (var wait in waits)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            Assert.True(receive.Wait().Cancelled && text.Wait().Cancelled);
        });
    }

    [Fact]
    public void Outside_a_loop_an_await_needs_threads_or_is_an_error()
    {
        var done = World.ImmediateSend(1, Communicator.procNull, 0);
        done.Wait();
        if (Environment.Threading == Threading.Multiple)
            return;
        var error = Assert.Throws<MpiException>(() => done.GetAwaiter());
        Assert.Equal(ErrorClass.UnsupportedOperation, error.ErrorClass);
        Assert.Contains("Environment.Run", error.Message, StringComparison.Ordinal);
        Assert.Contains("Threading.Multiple", error.Message, StringComparison.Ordinal);
    }
}
