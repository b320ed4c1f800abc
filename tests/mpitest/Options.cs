using CommandLine;

namespace Twister2.MpiTest;

/// <summary>The command line of <c>mpitest</c>.</summary>
internal sealed record Options
{
    [Option("mpi", Default = "all", HelpText = "MPIs to run under: openmpi, mpich, a list of both, or all (every MPI found).")]
    public string Mpi { get; init; } = "all";

    [Option("ranks", Default = "1,2,3,7", HelpText = "Numbers of ranks, one run each.")]
    public string Ranks { get; init; } = "1,2,3,7";

    [Option("filter", HelpText = "Run only the cases whose name contains this text (case ignored).")]
    public string? Filter { get; init; }

    [Option("timeout", Default = 60.0, HelpText = "Seconds a rank may stay in one case before it counts as hung.")]
    public double Timeout { get; init; } = 60;

    [Option("json", HelpText = "Write all results to this file as JSON.")]
    public string? Json { get; init; }

    [Option("list", HelpText = "List the cases and run nothing.")]
    public bool List { get; init; }

    [Option("verbose", HelpText = "Name each case as it is decided, and each mpiexec command; keep the ranks' output files.")]
    public bool Verbose { get; init; }

    [Value(0, MetaName = "ASSEMBLY.dll", Required = true, HelpText = "xunit v3 test assemblies.")]
    public IEnumerable<string> Assemblies { get; init; } = [];

    public TimeSpan CaseLimit => TimeSpan.FromSeconds(Timeout);

    /// <summary>The rank counts in the order given, each once.</summary>
    public IReadOnlyList<int> RankCounts()
    {
        var counts = new List<int>();
        foreach (string part in Split(Ranks))
        {
            if (!int.TryParse(part, out int count) || count is < 1 or > 1024)
                throw new UsageException($"--ranks: '{part}' is not a number of ranks (1 to 1024), as in --ranks 1,2,3");
            if (!counts.Contains(count))
                counts.Add(count);
        }

        return counts.Count > 0 ? counts : throw new UsageException("--ranks: give at least one number, as in --ranks 1,2,3");
    }

    /// <summary>The MPIs asked for by name; empty for "all that are there".</summary>
    public IReadOnlyList<MpiKind> MpiKinds()
    {
        var kinds = new List<MpiKind>();
        foreach (string part in Split(Mpi))
        {
            if (part == "all")
                return [];
            MpiKind kind = part switch
            {
                "openmpi" => MpiKind.OpenMpi,
                "mpich" => MpiKind.Mpich,
                _ => throw new UsageException($"--mpi: '{part}' is not known; give openmpi, mpich or all"),
            };
            if (!kinds.Contains(kind))
                kinds.Add(kind);
        }

        return kinds.Count > 0 ? kinds : throw new UsageException("--mpi: give openmpi, mpich or all");
    }

    public void Validate()
    {
        if (!(Timeout > 0 && Timeout <= 86400))
            throw new UsageException($"--timeout: {Timeout} is not a time limit; give seconds, more than 0 and at most 86400");
        foreach (string assembly in Assemblies)
        {
            if (!File.Exists(assembly))
                throw new UsageException($"{assembly}: no such file; build the test project first and give the path of its .dll");
        }
    }

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
