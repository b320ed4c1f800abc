using System.Globalization;
using Xunit;
using Xunit.Sdk;

namespace Twister2.Mpi.Tests;

/// <summary>
/// All ranks run the same random sequence of collectives, and compare each with a plain model. A failure prints the seed and the steps;
/// TWISTER2_TEST_SEED runs one seed again and prints its steps first, TWISTER2_TEST_FULL runs many.
/// </summary>
[Trait("ranks", "any")]
public sealed class RandomProgramTests : RankTests
{
    private const int StepCount = 40;

    private static readonly uint? Wanted =
        uint.TryParse(System.Environment.GetEnvironmentVariable("TWISTER2_TEST_SEED"), CultureInfo.InvariantCulture, out uint seed) ? seed : null;

    private static int Rounds => Wanted is not null ? 1
        : string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL")) ? 8 : 300;

    [Fact]
    public void A_random_program_of_collectives_agrees_with_a_plain_model() => RunSeveral();

    /// <summary>As with structs of more than 2 GiB in one call.</summary>
    [Fact]
    public void So_it_does_where_structs_are_too_many_bytes_for_an_int()
    {
        long limit = Interop.Datatypes.ByteLimit;
        Interop.Datatypes.ByteLimit = 20;
        try
        {
            RunSeveral();
        }
        finally
        {
            Interop.Datatypes.ByteLimit = limit;
        }
    }

    private static void RunSeveral()
    {
        uint first = Wanted ?? (uint)Random.Shared.Next();
        World.Broadcast(ref first, 0);
        if (World.Rank == 0)
            Console.WriteLine($"random programs: {Rounds} from seed {first} on");
        for (uint seed = first; seed < first + Rounds; seed++)
        {
            using var places = new RandomPlaces(seed);
            Run(seed, places);
        }
    }

    private static void Run(uint seed, RandomPlaces places)
    {
        var program = RandomProgram.Make(seed, StepCount);
        if (Wanted is not null && World.Rank == 0)
            Console.WriteLine(string.Join('\n', program.Select((s, i) => $"{i}: {s}")));
        var pending = new List<Pending>();
        string? failure = null;
        for (int i = 0; i < program.Length; i++)
        {
            var step = program[i];
            pending.Add(RandomStep.Start(places.Of(step), places.Side, step));
            if (step.WaitForAll || i == program.Length - 1)
                Finish(pending, seed, ref failure);
        }

        // Every rank goes to the end, so that a wrong result on one does not leave the others waiting.
        if (failure is not null)
            throw new XunitException($"seed {seed}, rank {World.Rank} of {World.Size}: {failure}\n{string.Join('\n', program.Select((s, i) => $"{i}: {s}"))}");
    }

    // Ranks wait in different orders.
    private static void Finish(List<Pending> pending, uint seed, ref string? failure)
    {
        var random = new Random((int)seed + World.Rank);
        var order = pending.ToArray();
        random.Shuffle(order);
        foreach (var one in order)
        {
            try
            {
                one.Request?.Wait();
                one.Check();
            }
            catch (Exception e) when (e is XunitException or MpiException)
            {
                failure ??= $"{one.Step}\n{e.Message}";
            }
        }

        pending.Clear();
    }
}
