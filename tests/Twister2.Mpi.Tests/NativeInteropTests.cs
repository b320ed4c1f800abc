using Twister2.Mpi.Interop;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Communicators of native code, what the job was started with, and small calls that have no chapter of their own.</summary>
[Trait("ranks", "any")]
public sealed unsafe class NativeInteropTests : RankTests
{
    [Fact]
    public void A_communicator_that_native_code_made_is_taken_over()
    {
        nint handle = 0;
        Native.Check(MpiFunctions.CommDup(World.NativeHandle, &handle), "MPI_Comm_dup");
        using (var adopted = Assert.IsType<Intracommunicator>(Communicator.Adopt(handle)))
        {
            Assert.Equal(handle, adopted.NativeHandle);
            Assert.Equal(Comparison.Congruent, adopted.Compare(World));
            Assert.Equal(World.Size, adopted.Allreduce(1, Operation<int>.Add));
            Assert.Throws<MpiException>(() => adopted.Send(1, adopted.Size, 0));
        }

        Assert.Same(World, Communicator.Adopt(World.NativeHandle));
        Assert.Same(Communicator.self, Communicator.Adopt(Communicator.self.NativeHandle));
        Assert.Null(Communicator.Adopt(Native.Abi.CommNull));
    }

    [Fact]
    public void Each_kind_is_known_again()
    {
        using var grid = new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false);
        using var gridCopy = Assert.IsType<CartesianCommunicator>(Copied(grid));
        Assert.Equal([World.Size], gridCopy.Dimensions);
        using var graph = new GraphCommunicator(World, TopologyTests.Star(World.Size), reorder: false);
        using var graphCopy = Assert.IsType<GraphCommunicator>(Copied(graph));
        Assert.Equal(graph.NumEdges, graphCopy.NumEdges);
        using var own = DistributedGraphCommunicator.CreateAdjacent(World, [Ring.Previous], [Ring.Next]);
        using var ownCopy = Assert.IsType<DistributedGraphCommunicator>(Copied(own));
        Assert.Equal([Ring.Next], ownCopy.Destinations);
        if (World.Size == 1)
            return;
        using var halves = new Halves();
        using var interCopy = Assert.IsType<Intercommunicator>(Copied(halves.Inter));
        Assert.Equal(halves.Inter.RemoteSize, interCopy.RemoteSize);
    }

    [Fact]
    public void The_start_of_the_job_is_told()
    {
        using var start = Info.Startup;
        Assert.All(start.Keys, key => Assert.True(start.ContainsKey(key)));
        if (Environment.Library.Path is null)
            Assert.Equal("1", start["maxprocs"]);
        start["twister2"] = "mine";
        using var again = Info.Startup;
        Assert.False(again.ContainsKey("twister2"));
    }

    [Fact]
    public void Values_of_this_process_are_combined()
    {
        double[] values = [1, 2];
        Operation<double>.Add.ReduceLocal([10, 20], values);
        Assert.Equal([11, 22], values);
        using var minus = new Operation<int>((a, b) => a - b);
        int[] numbers = [1, 2];
        minus.ReduceLocal([10, 20], numbers);
        Assert.Equal([9, 18], numbers);
        string[] texts = ["c", "d"];
        new Operation<string>((a, b) => a + b).ReduceLocal(["a", "b"], texts);
        Assert.Equal(["ac", "bd"], texts);
        Assert.Equal(ErrorClass.Count, Assert.Throws<MpiException>(() => minus.ReduceLocal([1], numbers)).ErrorClass);
        Assert.Equal(ErrorClass.Operation, Assert.Throws<MpiException>(() => Operation<string>.Add.ReduceLocal(["a"], texts.AsSpan(1))).ErrorClass);
        using var failing = new Operation<int>((a, b) => throw new InvalidOperationException("no"));
        Assert.Throws<InvalidOperationException>(() => failing.ReduceLocal([1, 2], numbers));
    }

    [Fact]
    public void Operations_that_a_type_does_not_have_are_refused_before_anything_is_sent()
    {
        // On every number of ranks, also where nothing would be combined.
        Refused(() => World.Allreduce("a", Operation<string>.Add), "String");
        Refused(() => _ = World.Allreduce(["a"], Operation<string>.Add), "String");
        Refused(() => World.Reduce("a", Operation<string>.Max, 0), "String");
        Refused(() => World.Scan("a", Operation<string>.Min), "String");
        Refused(() => World.ExclusiveScan("a", Operation<string>.Multiply), "String");
        Refused(() => _ = World.ReduceScatter(["a"], Operation<string>.Add, [1, .. Enumerable.Repeat(0, World.Size - 1)]), "String");
        Refused(() => World.Allreduce(Guid.Empty, Operation<Guid>.Add), "Guid");
        Refused(() => _ = (ReductionOperation<string>)Operation<string>.Add, "String");
        string[]? room = null;
        Refused(() => World.Allreduce(["a"], Operation<string>.Add, ref room), "String");
        World.Barrier();

        static void Refused(Action call, string type)
        {
            var error = Assert.Throws<MpiException>(call);
            Assert.Equal(ErrorClass.Operation, error.ErrorClass);
            Assert.Contains($"of {type}; give the reduction a function", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pin_is_let_go_when_the_second_one_fails()
    {
        var input = new Fragile(fails: false);
        var output = new Fragile(fails: true);
        Assert.Throws<NotSupportedException>(() => World.ImmediateAllgatherFlattened<int>(input.Memory, output.Memory));
        Assert.Equal((1, 0), (input.Pinned, input.Open));
        using var grid = new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false);
        Assert.Throws<NotSupportedException>(() => grid.ImmediateNeighborAlltoall<int>(input.Memory, output.Memory));
        Assert.Equal((2, 0), (input.Pinned, input.Open));
        using var window = Window.Allocate<int>(World, 2);
        using (window.LockAllScope())
            Assert.Throws<NotSupportedException>(() => window.RgetAccumulate(input.Memory, output.Memory, World.Rank, 0, Operation<int>.Add));
        Assert.Equal((3, 0), (input.Pinned, input.Open));
    }

    // The object takes the copy over; the copy of a topology is one.
    private static Communicator? Copied(Communicator communicator)
    {
        nint handle = 0;
        Native.Check(MpiFunctions.CommDup(communicator.NativeHandle, &handle), "MPI_Comm_dup");
        return Communicator.Adopt(handle);
    }

    /// <summary>Memory of two numbers that can refuse to be pinned.</summary>
    private sealed class Fragile(bool fails) : System.Buffers.MemoryManager<int>
    {
        private readonly int[] _values = GC.AllocateArray<int>(2, pinned: true);

        public int Pinned { get; private set; }

        public int Open { get; private set; }

        public override Span<int> GetSpan() => _values;

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0)
        {
            if (fails)
                throw new NotSupportedException("this memory cannot be pinned");
            Pinned++;
            Open++;
            return new((void*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_values, elementIndex), default, this);
        }

        public override void Unpin() => Open--;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
