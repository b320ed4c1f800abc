using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>What is called when arrays, spans and collection expressions are given.</summary>
[Trait("ranks", "any")]
public sealed class OverloadTests : RankTests
{
    [Fact]
    public void An_array_stays_as_it_is_and_a_span_is_reduced_in_place()
    {
        int[] values = [1, 2];
        int[] result = World.Allreduce(values, Operation<int>.Add);
        Assert.Equal([1, 2], values);
        Assert.Equal([World.Size, 2 * World.Size], result);
        World.Allreduce(values.AsSpan(), Operation<int>.Add);
        Assert.Equal(result, values);
    }

    [Fact]
    public void A_collection_expression_gives_a_new_array()
    {
        int[] sum = World.Allreduce([1, 2], Operation<int>.Add);
        Assert.Equal([World.Size, 2 * World.Size], sum);
        int[] scan = World.Scan([1], Operation<int>.Add);
        Assert.Equal([World.Rank + 1], scan);
        int[]? reduced = World.Reduce([1], Operation<int>.Add, 0);
        Assert.Equal(World.Rank == 0 ? [World.Size] : null, reduced);
    }

    /// <summary>A program with Nullable enabled is not warned where it gives room that is there, or takes what is always made (CS8600, CS8602).</summary>
    [Fact]
    public void Room_that_is_not_null_stays_so_for_the_compiler()
    {
        int[] values = [World.Rank, 1];
        string text = World.Rank == 0 ? "from the root" : "";
        World.Broadcast(ref values, 0);
        World.Broadcast(ref text, 0);
        Assert.Equal((0, 13), (values[0], text.Length));
        int[] room = new int[2];
        World.Reduce(values, Operation<int>.Add, 0, ref room);
        Assert.Equal(World.Rank == 0 ? World.Size : 0, room[1]);
        int[] gathered = [];
        World.Gather(1, 0, ref gathered);
        Assert.Equal(World.Rank == 0 ? World.Size : 0, gathered.Length);
        int[]? made = null;
        World.Allreduce(values, Operation<int>.Add, ref made);
        Assert.Equal(World.Size, made[1]);
        made = null;
        World.Allgather(1, ref made);
        Assert.Equal(World.Size, made.Length);
    }

    [Fact]
    public void Arrays_are_taken_for_spans()
    {
        double[] values = [1, 2];
        double[] room = new double[2];
        World.Allreduce(values, Operation<double>.Add, room);
        Assert.Equal([World.Size, 2.0 * World.Size], room);
        World.Broadcast(room, 0);
        double[] all = new double[2 * World.Size];
        World.AllgatherFlattened(values, all);
        Assert.Equal(1, all[^2]);
        Assert.Equal(all.Length, World.AllgatherFlattened(values).Length);
    }

    [Fact]
    public void A_constant_is_taken_as_the_operations_type()
    {
        long sum = World.Allreduce(1, Operation<long>.Add);
        Assert.Equal(World.Size, sum);
    }

    /// <summary>What the analyzers look for to tell of a result that is dropped, where the span was meant.</summary>
    [Fact]
    public void Calls_that_give_a_new_array_are_marked()
    {
        string[] names = ["Allreduce", "Scan", "ExclusiveScan", "ReduceScatter"];
        var calls = new[] { typeof(Intracommunicator), typeof(Intercommunicator) }
            .SelectMany(type => type.GetMethods())
            .Where(method => names.Contains(method.Name) && method.ReturnType.IsArray)
            .ToArray();
        Assert.Equal(12, calls.Length);
        Assert.All(calls, call => Assert.True(call.IsDefined(typeof(System.Diagnostics.Contracts.PureAttribute), inherit: false), call.ToString()));
    }
}
