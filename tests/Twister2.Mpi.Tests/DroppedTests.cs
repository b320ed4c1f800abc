using System.Runtime.CompilerServices;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Drops requests on purpose; run by <see cref="ChildTests"/> in a process of its own.</summary>
[Trait("ranks", "none")]
public sealed class DroppedTests : RankTests
{
    [Fact]
    public void A_dropped_request_keeps_its_buffer()
    {
        var buffer = Drop();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        Assert.True(buffer.IsAlive);
    }

    [Fact]
    public void A_dropped_array_keeps_the_buffers_of_what_is_under_way()
    {
        var buffer = DropArray();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        Assert.True(buffer.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DropArray()
    {
        var room = new int[1000];
        var requests = new RequestArray();
        Communicator.self.ImmediateReceive(room.AsMemory(), 0, 998, requests);
        requests.Dispose();
        return new WeakReference(room);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Drop()
    {
        var room = new int[1000];
        Communicator.self.ImmediateReceive(room, 0, 999);
        return new WeakReference(room);
    }
}
