using CsCheck;

namespace Twister2.Mpi.Tests;

/// <summary>What a step calls.</summary>
public enum Call
{
    Barrier,
    Broadcast,
    Gather,
    GatherVarying,
    Scatter,
    ScatterVarying,
    Allgather,
    AllgatherVarying,
    Alltoall,
    AlltoallVarying,
    Reduce,
    Allreduce,
    ReduceScatter,
    ReduceScatterBlock,
    Scan,
    ExclusiveScan,
}

/// <summary>One collective of a random program; every number is cut down to what the communicator has when it runs.</summary>
/// <param name="Call">What is called.</param>
/// <param name="Communicator">The communicator's number.</param>
/// <param name="Root">The root.</param>
/// <param name="Length">How many values a rank has, at most.</param>
/// <param name="Type">The number of the type and its operation.</param>
/// <param name="Immediate">Nonblocking.</param>
/// <param name="InPlace">With MPI_IN_PLACE.</param>
/// <param name="WaitForAll">Waits for all that is under way afterwards.</param>
/// <param name="Seed">Where the values come from.</param>
public sealed record Step(
    Call Call, int Communicator, int Root, int Length, int Type, bool Immediate, bool InPlace, bool WaitForAll, uint Seed);

/// <summary>Makes the same program of the same seed on every rank.</summary>
public static class RandomProgram
{
    private static readonly Gen<int> Lengths = Gen.Frequency(
        (2, Gen.Const(0)), (3, Gen.Const(1)), (10, Gen.Int[2, 20]), (2, Gen.Int[1000, 5000]));

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, (int)Call.ExclusiveScan].Select(i => (Call)i),
        Gen.Int[0, RandomPlaces.Count - 1],
        Gen.Int[0, 1000],
        Lengths,
        Gen.Int[0, RandomStep.TypeCount - 1],
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 4]),
        Gen.UInt,
        (call, comm, root, length, type, how, seed) => new Step(call, comm, root, length, type, how.Item1, how.Item2, how.Item3 == 0, seed));

    public static Step[] Make(uint seed, int length)
    {
        var pcg = new PCG(1, seed);
        var steps = new Step[length];
        for (int i = 0; i < length; i++)
            steps[i] = Steps.Generate(pcg, null, out _);
        return steps;
    }
}
