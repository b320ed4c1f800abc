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

    private static async Task<int> Await(ReceiveRequest<int> request) => await request;
}
