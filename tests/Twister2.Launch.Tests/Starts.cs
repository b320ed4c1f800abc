using System.Collections.Concurrent;
using Twister2.MpiTest;

namespace Twister2.Launch.Tests;

/// <summary>The ways to start a job that the theories run through: a launcher and a number of ranks, or "local".</summary>
public static class Starts
{
    public const string Local = "local";

    /// <summary>Limits the cases to some MPIs where a developer has only one; by default both must be there.</summary>
    private const string Variable = "TWISTER2_TEST_MPI";

    /// <summary>"1" runs every case at every number of ranks; by default what takes long runs at a few.</summary>
    private static readonly bool Full = Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") == "1";

    /// <summary>The MPIs.</summary>
    internal static readonly string[] Mpis =
        (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } only ? only : "openmpi,mpich").Split(',');

    private static readonly ConcurrentDictionary<string, MpiInstallation> Found = [];

    /// <summary>All numbers of ranks under both MPIs, and one process without MPI.</summary>
    public static TheoryData<string, int> All => Of(AllRanks);

    /// <summary>As <see cref="All"/> in a full run, else as <see cref="Three"/>.</summary>
    public static TheoryData<string, int> AllIfFull => Full ? All : Three;

    private static int[] AllRanks => [1, 2, 3, 4, 7, 16];

    /// <summary>Three ranks under both MPIs, and one process without MPI.</summary>
    public static TheoryData<string, int> Three => Of([3]);

    /// <summary>A few, for what takes long: few and many ranks; all in a full run.</summary>
    public static IEnumerable<(string Mpi, int Ranks)> Some => [(Local, 1), .. Mpis.SelectMany(static mpi => (Full ? AllRanks : [2, 7]).Select(ranks => (mpi, ranks)))];

    /// <summary>The MPIs, for cases whose number of ranks is fixed.</summary>
    public static TheoryData<string> BothMpis => [.. Mpis];

    /// <summary>An installed MPI.</summary>
    /// <exception cref="UsageException">It is not installed; the message says how to get it.</exception>
    internal static MpiInstallation Mpi(string name) =>
        Found.GetOrAdd(name, static name => MpiInstallation.Find([name == "openmpi" ? MpiKind.OpenMpi : MpiKind.Mpich]).Single());

    private static TheoryData<string, int> Of(int[] rankCounts)
    {
        TheoryData<string, int> starts = [];
        foreach (string mpi in Mpis)
            foreach (int ranks in rankCounts) starts.Add(mpi, ranks);
        starts.Add(Local, 1);
        return starts;
    }
}
