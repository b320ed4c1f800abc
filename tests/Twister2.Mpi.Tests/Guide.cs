using MemoryPack;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>What docs/mpi.md shows, as one program per chapter.</summary>
internal static class Guide
{
    public static void Start(string[] args)
    {
        using var mpi = new Twister2.Mpi.Environment(ref args);
        Intracommunicator world = Communicator.world;
        int sum = world.Allreduce(world.Rank, Operation<int>.Add);
        Assert.Equal(world.Size * (world.Size - 1) / 2, sum);
    }

    public static void Messages(Intracommunicator world)
    {
        double[] values = [1, 2, 3];
        double[] room = new double[10];
        var job = new Job { Name = "sum", Steps = [1, 2] };
        if (world.Size == 1)
            return;
        if (world.Rank == 0)
        {
            world.Send(42, 1, tag: 0);
            world.Send<double>(values, 1, tag: 1);
            world.Send(job, 1, tag: 2);
            world.Send("text", 1, tag: 3);
            world.SynchronousSend(42, 1, tag: 4);
            world.Send<double>(values.AsSpan(1, 2), 1, tag: 5);
            world.Send(values, 1, tag: 6);
        }
        else if (world.Rank == 1)
        {
            int number = world.Receive<int>(0, tag: 0);
            CompletedStatus status = world.Receive<double>(room, 0, tag: 1);
            Job received = world.Receive<Job>(0, tag: 2);
            string text = world.Receive<string>(0, tag: 3);
            Assert.Equal((42, 3, "sum", "text"), (number, status.Count(), received.Name, text));
            world.Receive(Communicator.anySource, Communicator.anyTag, out int any, out CompletedStatus from);
            Assert.Equal((42, 0, 4), (any, from.Source, from.Tag));
            Status next = world.Probe(0, tag: 5);
            double[] exact = new double[next.Count<double>()];
            MatchedMessage message = world.MatchedProbe(0, tag: 5);
            message.Receive<double>(exact);
            Assert.Equal([2, 3], exact);
            double[] array = world.ReceiveArray<double>(0, tag: 6);
            Assert.Equal(values, array);
        }

        int right = (world.Rank + 1) % world.Size;
        int left = (world.Rank + world.Size - 1) % world.Size;
        world.SendReceive(world.Rank, right, 7, left, 7, out int neighbor);
        Assert.Equal(left, neighbor);
    }

    public static void Nonblocking(Intracommunicator world)
    {
        int right = (world.Rank + 1) % world.Size;
        int left = (world.Rank + world.Size - 1) % world.Size;
        float[] values = [world.Rank, 1];
        float[] room = new float[2];

        Request sending = world.ImmediateSend<float>(values.AsMemory(), right, tag: 1);
        ReceiveRequest receiving = world.ImmediateReceive<float>(room.AsMemory(), left, tag: 1);
        receiving.Wait();
        sending.Wait();
        Assert.Equal(left, room[0]);

        var requests = new RequestList();
        requests.Add(world.ImmediateSend<float>(values.AsMemory(), right, tag: 2));
        requests.Add(world.ImmediateReceive<float>(room.AsMemory(), left, tag: 2));
        requests.WaitAll();

        using RequestArray window = new();
        world.ImmediateReceive<float>(room.AsMemory(), left, tag: 1, window);
        world.ImmediateSend<float>(values.AsMemory(), right, tag: 1, window);
        window.WaitAll();

        using PersistentRequest send = world.SendInit<float>(values.AsMemory(), right, tag: 3);
        using PersistentRequest receive = world.ReceiveInit<float>(room.AsMemory(), left, tag: 3);
        for (int step = 0; step < 3; step++)
        {
            values[1] = step;
            receive.Start();
            send.Start();
            receive.Wait();
            send.Wait();
            Assert.Equal(step, room[1]);
        }
    }

    public static void Awaited(Intracommunicator world) => Environment.Run(async () =>
    {
        int right = (world.Rank + 1) % world.Size;
        int left = (world.Rank + world.Size - 1) % world.Size;
        Request sending = world.ImmediateSend(world.Rank, right, tag: 4);
        ReceiveRequest<int> receiving = world.ImmediateReceive<int>(left, tag: 4);
        await receiving;
        await sending;
        Assert.Equal(left, receiving.Value);
    });

    public static void Collectives(Intracommunicator world)
    {
        int rank = world.Rank, size = world.Size, root = 0;
        double[] part = [rank, rank];
        double[] all = new double[2 * size];
        int[] counts = [.. Enumerable.Range(1, size)];
        int[] mine = [.. Enumerable.Repeat(rank, rank + 1)];

        world.Barrier();
        var settings = rank == 0 ? new Job { Name = "all" } : null;
        world.Broadcast(ref settings, root);
        Assert.Equal("all", settings!.Name);
        world.Broadcast<double>(part, root);
        part.AsSpan().Fill(rank);

        int[]? ranks = world.Gather(rank, root);
        Assert.Equal(rank == root, ranks is not null);
        world.GatherFlattened<double>(part, root, all);
        int[]? varying = world.GatherFlattened(mine, counts, root);
        Assert.Equal(rank == root ? counts.Sum() : null, varying?.Length);
        int own = world.Scatter(ranks, root);
        Assert.Equal(rank, own);
        int[] everybody = world.Allgather(rank);
        Assert.Equal(size, everybody.Length);
        world.AllgatherFlattened<double>(part, all);
        Assert.Equal(size - 1, all[^1]);
        int[] exchanged = world.Alltoall(everybody);
        Assert.All(exchanged, value => Assert.Equal(rank, value));

        int sum = world.Allreduce(rank, Operation<int>.Add);
        double[] total = new double[2];
        world.Allreduce<double>(part, Operation<double>.Add, total);
        Assert.Equal(sum, total[0]);
        world.Allreduce(part.AsSpan(), Operation<double>.Max);
        Assert.Equal(size - 1, part[0]);
        int largest = world.Reduce(rank, Operation<int>.Max, root);
        Assert.Equal(rank == root ? size - 1 : largest, largest);
        int upToHere = world.Scan(1, Operation<int>.Add);
        Assert.Equal(rank + 1, upToHere);

        Request reduction = world.ImmediateAllreduce<double>(part.AsMemory(), Operation<double>.Min, total.AsMemory());
        reduction.Wait();
        Assert.Equal(size - 1, total[0]);
    }

    public static void Operations(Intracommunicator world)
    {
        var mean = new Mean(1, world.Rank);
        using var merge = Operation<Mean>.Commutative((a, b) => new Mean(a.Count + b.Count, a.Sum + b.Sum));
        Mean all = world.Allreduce(mean, merge);
        Assert.Equal(world.Size, all.Count);

        string longest = world.Allreduce(new string('x', world.Rank), (a, b) => a.Length >= b.Length ? a : b);
        Assert.Equal(world.Size - 1, longest.Length);
    }

    public static void Communicators(Intracommunicator world)
    {
        using Intracommunicator copy = world.Clone();
        using Intracommunicator? half = world.Split(world.Rank % 2, world.Rank);
        using Intracommunicator node = world.SplitByNode();
        using Group first = world.Group.IncludeOnly(0);
        using Intracommunicator? alone = world.Create(first);
        Assert.Equal(world.Rank == 0, alone is not null);
        Assert.True(node.Size <= copy.Size && half!.Size <= copy.Size);

        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(world.Size, 2, ref dims);
        using var grid = new CartesianCommunicator(world, 2, dims, [true, true], reorder: false);
        grid.Shift(0, 1, out int source, out int destination);
        grid.SendReceive(grid.Rank, destination, 1, source, 1, out int came);
        Assert.Equal(source, came);
    }

    public static void Layouts(Intracommunicator world)
    {
        int right = (world.Rank + 1) % world.Size;
        int left = (world.Rank + world.Size - 1) % world.Size;
        const int rows = 3, columns = 4;
        double[] matrix = new double[rows * columns];
        matrix.AsSpan().Fill(world.Rank);

        using Datatype column = Datatype.Of<double>().Vector(count: rows, blockLength: 1, stride: columns);
        Request sending = world.ImmediateSend<double>(matrix.AsMemory(1), column, 1, right, tag: 8);
        world.Receive<double>(matrix.AsSpan(columns - 1), column, 1, left, tag: 8);
        sending.Wait();
        Assert.Equal([world.Rank, world.Rank, world.Rank, left], matrix.AsSpan(columns, columns).ToArray());
    }

    public static void Windows(Intracommunicator world)
    {
        int right = (world.Rank + 1) % world.Size;
        int left = (world.Rank + world.Size - 1) % world.Size;
        using var window = Window.Allocate<long>(world, 2);
        window.Local.Clear();
        window.Fence();
        window.Put(world.Rank, right, 0);
        window.Fence();
        Assert.Equal(left, window.Local[0]);

        window.Lock(0);
        long before = window.FetchAndOp(1, 0, 1, Operation<long>.Add);
        window.Unlock(0);
        Assert.InRange(before, 0, world.Size - 1);
        world.Barrier();
    }

    public static void Files(Intracommunicator world)
    {
        string path = Path.Combine(Path.GetTempPath(), $"twister2-guide-{System.Environment.UserName}-{world.Size}");
        int[] part = [world.Rank, world.Rank];
        using (MpiFile file = MpiFile.Open(world, path, FileAccessMode.Create | FileAccessMode.ReadWrite | FileAccessMode.DeleteOnClose))
        {
            file.WriteAtAll<int>(world.Rank * 2 * sizeof(int), part);
            file.Sync();
            world.Barrier();
            int[] read = new int[2];
            file.ReadAtAll<int>(world.Rank * 2 * sizeof(int), read);
            Assert.Equal(part, read);
        }
    }

    public static void Failures(Intracommunicator world)
    {
        try
        {
            world.Send(1, world.Size, tag: 0);
        }
        catch (MpiException e) when (e.ErrorClass == ErrorClass.Rank)
        {
            Assert.Contains("there is no rank", e.Message, StringComparison.Ordinal);
        }
    }
}

/// <summary>A struct of numbers: needs nothing.</summary>
internal readonly record struct Mean(long Count, double Sum);

/// <summary>A class: says how it is packed.</summary>
[MemoryPackable]
internal sealed partial class Job
{
    public string Name { get; set; } = "";
    public int[] Steps { get; set; } = [];
}
