using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>A ring of puts and gets under every synchronisation, and what is refused without one.</summary>
[Trait("ranks", "any")]
public sealed class WindowEpochTests : RankTests
{
    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fences(bool created)
    {
        using var window = Make(created);
        for (int round = 1; round <= 3; round++)
        {
            window.Fence(round == 1 ? WindowAssertions.NoPrecede : WindowAssertions.NoStore);
            window.Put(Values(round), Ring.Next, 1);
            window.Fence(WindowAssertions.NoPut);
            Assert.Equal(Expected(round), window.Local.ToArray());
            var read = new long[4];
            window.Get(read, Ring.Next, 0);
            window.Fence(WindowAssertions.NoSucceed);
            Assert.Equal([0, .. Values(round).ToArray()], read);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Exclusive_locks(bool created)
    {
        using var window = Make(created);
        for (int round = 1; round <= 3; round++)
        {
            window.Lock(Ring.Next);
            window.Put(Values(round), Ring.Next, 1);
            window.Unlock(Ring.Next);
            World.Barrier();
            using (window.LockScope(World.Rank))
                Assert.Equal(Expected(round), window.Local.ToArray());
            World.Barrier();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Shared_locks_of_several_ranks(bool created)
    {
        using var window = Make(created);
        var read = new long[World.Size][];
        for (int rank = 0; rank < World.Size; rank++)
        {
            window.Lock(rank, LockType.Shared);
            window.Put(World.Rank + 1, rank, 0 + (World.Rank == Prior(rank) ? 1 : 0));
        }

        for (int rank = 0; rank < World.Size; rank++)
            window.Flush(rank);
        World.Barrier();
        for (int rank = 0; rank < World.Size; rank++)
            window.Get(read[rank] = new long[2], rank, 0);
        for (int rank = World.Size - 1; rank >= 0; rank--)
            window.Unlock(rank);
        for (int rank = 0; rank < World.Size; rank++)
            Assert.Equal(Prior(rank) + 1, read[rank][1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lock_all_and_each_flush(bool created)
    {
        using var window = Make(created);
        window.LockAll(WindowAssertions.NoCheck);
        for (int round = 1; round <= 4; round++)
        {
            var values = Values(round).ToArray();
            window.Put(values.AsMemory(), Ring.Next, 1);
            switch (round)
            {
                case 1:
                    window.Flush(Ring.Next);
                    break;
                case 2:
                    window.FlushAll();
                    break;
                case 3:
                    window.FlushLocal(Ring.Next);
                    values.AsSpan().Clear();
                    window.Flush(Ring.Next);
                    break;
                default:
                    window.FlushLocalAll();
                    values.AsSpan().Clear();
                    window.FlushAll();
                    break;
            }

            World.Barrier();
            window.Sync();
            Assert.Equal(Expected(round), window.Local.ToArray());
            World.Barrier();
        }

        window.UnlockAll();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Post_and_start_with_wait(bool created)
    {
        using var window = Make(created);
        for (int round = 1; round <= 3; round++)
        {
            window.Post([Ring.Previous], WindowAssertions.NoStore);
            window.Start([Ring.Next]);
            window.Put(Values(round), Ring.Next, 1);
            window.Complete();
            window.Wait();
            Assert.Equal(Expected(round), window.Local.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Post_and_start_with_test(bool created)
    {
        using var window = Make(created);
        window.Post([Ring.Previous]);
        bool early = World.Size == 1 && window.Test();
        Assert.False(early);
        World.Barrier();
        window.Start([Ring.Next], WindowAssertions.NoCheck);
        window.Put(Values(1), Ring.Next, 1);
        window.Complete();
        while (!window.Test())
            Thread.Yield();
        Assert.Equal(Expected(1), window.Local.ToArray());
        WindowTests.Expect(ErrorClass.RmaSync, () => window.Test());
    }

    [Fact]
    public void One_rank_posts_to_all()
    {
        using var window = Window.Allocate<int>(World, World.Size);
        int[] all = [.. Enumerable.Range(0, World.Size)];
        if (World.Rank == 0)
            window.Post(all);
        window.Start([0]);
        window.Put(World.Rank + 1, 0, World.Rank);
        window.Complete();
        if (World.Rank == 0)
        {
            window.Wait();
            Assert.Equal(all.Select(r => r + 1), window.Local.ToArray());
        }
    }

    [Fact]
    public void Nobody_can_be_named()
    {
        using var window = Window.Allocate<int>(World, 1);
        window.Post([]);
        window.Start([]);
        window.Complete();
        window.Wait();
    }

    [Fact]
    public void Scopes_end_their_locks_once()
    {
        using var window = Window.Allocate<int>(World, 1);
        var scope = window.LockScope(Ring.Next, LockType.Shared);
        var same = scope;
        Assert.True(scope == same && scope != default && scope.Equals((object)same) && scope.GetHashCode() == same.GetHashCode());
        window.Put(7, Ring.Next, 0);
        scope.Dispose();
        scope.Dispose();
        using (window.LockAllScope())
            window.UnlockAll();
        World.Barrier();
        window.LockAll();
        Assert.Equal(7, window.Local[0]);
        window.UnlockAll();
        default(WindowLock).Dispose();
    }

    [Fact]
    public void Accesses_without_an_epoch_are_refused()
    {
        using var window = Window.Allocate<int>(World, 2);
        Refuse(() => window.Put(1, 0, 0));
        Refuse(() => window.Get(new int[1], 0, 0));
        Refuse(() => window.Accumulate(1, 0, 0, Operation<int>.Add));
        Refuse(() => window.Flush(0));
        Refuse(() => window.FlushLocal(0));
        Refuse(window.FlushAll);
        Refuse(window.FlushLocalAll);
        Refuse(window.Sync);
        Refuse(window.UnlockAll);
        Refuse(() => window.Unlock(0));
        Refuse(window.Complete);
        Refuse(window.Wait);
        Refuse(() => window.Test());

        window.Fence();
        Refuse(() => window.FetchAndOp(1, 0, 0, Operation<int>.Add));
        Refuse(() => window.CompareAndSwap(1, 2, 0, 0));
        Refuse(() => window.Get(0, 0));
        Refuse(() => window.Rput(new int[1], 0, 0));
        Refuse(() => window.Rget(new int[1], 0, 0));
        window.Fence(WindowAssertions.NoSucceed);
        Refuse(() => window.Put(1, 0, 0));
    }

    [Fact]
    public void Epochs_that_do_not_go_together_are_refused()
    {
        using var window = Window.Allocate<int>(World, 2);
        window.Lock(World.Rank);
        Refuse(() => window.Lock(World.Rank));
        Refuse(() => window.LockAll());
        Refuse(() => window.Fence());
        Refuse(() => window.Start([0]));
        if (World.Size > 1)
            Refuse(() => window.Put(1, Ring.Next, 0));
        window.Unlock(World.Rank);

        window.LockAll();
        Refuse(() => window.Lock(0));
        Refuse(() => window.Unlock(0));
        Refuse(() => window.LockAll());
        window.UnlockAll();

        window.Fence();
        window.Put(1, Ring.Next, 0);
        Refuse(() => window.Lock(0));
        Refuse(() => window.Post([0]));
        WindowTests.Expect(ErrorClass.Assert, () => window.Fence(WindowAssertions.NoPrecede));
        window.Fence(WindowAssertions.NoSucceed);

        window.Post([Ring.Previous]);
        Refuse(() => window.Post([0]));
        Refuse(() => window.Fence());
        window.Start([Ring.Next]);
        if (World.Size > 1)
            Refuse(() => window.Put(1, World.Rank, 0));
        Refuse(() => window.LockAll());
        window.Complete();
        window.Wait();
    }

    [Fact]
    public void A_lock_may_follow_a_fence_that_nobody_used()
    {
        using var window = Window.Allocate<int>(World, 1);
        window.Fence();
        window.Lock(Ring.Next, LockType.Shared);
        window.Put(3, Ring.Next, 0);
        window.Unlock(Ring.Next);
        window.Fence();
        Assert.Equal(3, window.Local[0]);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        using var window = Window.Allocate<int>(World, 2);
        foreach (int rank in new[] { World.Size, -1, int.MinValue, Communicator.procNull })
        {
            WindowTests.Expect(ErrorClass.Rank, () => window.Lock(rank));
            WindowTests.Expect(ErrorClass.Rank, () => window.Post([rank]));
            WindowTests.Expect(ErrorClass.Rank, () => window.Start([rank]));
        }

        WindowTests.Expect(ErrorClass.Rank, () => window.Start([0, 0]));
        WindowTests.Expect(ErrorClass.LockType, () => window.Lock(0, (LockType)7));
        WindowTests.Expect(ErrorClass.Assert, () => window.Fence(WindowAssertions.NoCheck));
        WindowTests.Expect(ErrorClass.Assert, () => window.Lock(0, LockType.Shared, WindowAssertions.NoPut));
        WindowTests.Expect(ErrorClass.Assert, () => window.LockAll(WindowAssertions.NoSucceed));
        WindowTests.Expect(ErrorClass.Assert, () => window.Post([0], WindowAssertions.NoPrecede));
        WindowTests.Expect(ErrorClass.Assert, () => window.Start([0], WindowAssertions.NoStore));
        WindowTests.Expect(ErrorClass.Assert, () => window.Fence((WindowAssertions)1024));
    }

    private static Window<long> Make(bool created) =>
        created ? Window.Create<long>(World, new long[4]) : Window.Allocate<long>(World, 4);

    private static int Prior(int rank) => (rank + World.Size - 1) % World.Size;

    private static ReadOnlySpan<long> Values(int round) => new long[] { (10 * World.Rank) + round, 20 + round, 30 + round };

    private static long[] Expected(int round) => [0, (10 * Ring.Previous) + round, 20 + round, 30 + round];

    private static void Refuse(Action action) => WindowTests.Expect(ErrorClass.RmaSync, action);
}
