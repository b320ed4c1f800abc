using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>An assembly under one MPI with one number of ranks.</summary>
internal sealed record Combination(string Assembly, MpiInstallation Mpi, int Ranks)
{
    public string AssemblyName => Path.GetFileNameWithoutExtension(Assembly);

    public string Title => string.Create(CultureInfo.InvariantCulture, $"{Mpi.Name}, n={Ranks}");
}

/// <summary>All results of a combination.</summary>
internal sealed record CombinationResult(Combination What, IReadOnlyList<CaseResult> Cases, TimeSpan Elapsed, int Launches)
{
    public int Count(CaseOutcome outcome) => Cases.Count(c => c.Outcome == outcome);
}
