namespace Twister2.MpiTest;

/// <summary>Goes through assemblies × MPIs × numbers of ranks.</summary>
internal sealed class Harness(Options options, TextWriter to)
{
    private readonly Report _report = new(to, options.Verbose);

    /// <summary>0: all passed; 1: a case failed.</summary>
    public int Run(CancellationToken cancel)
    {
        options.Validate();
        IReadOnlyList<int> counts = options.RankCounts();
        IReadOnlyList<MpiKind> kinds = options.MpiKinds();
        RefuseUnwritable(options.Json);
        IReadOnlyList<MpiInstallation> mpis = options.List ? [] : MpiInstallation.Find(kinds);
        IReadOnlyList<(string Assembly, IReadOnlyList<TestCase> Cases)> assemblies = ReadAssemblies(cancel);
        if (options.List)
            return List(assemblies);

        _report.Start(mpis);
        IEnumerable<(Combination What, IReadOnlyList<TestCase> Cases)> all =
            from a in assemblies
            from mpi in mpis
            from n in counts
            select (new Combination(a.Assembly, mpi, n), a.Cases);
        int nameWidth = assemblies.Max(a => Path.GetFileNameWithoutExtension(a.Assembly).Length);
        IReadOnlyList<CombinationResult> results = RunAll(all, nameWidth, cancel);
        if (options.Json is { } json)
            JsonReport.Write(json, results);
        _report.Sum(results);
        return results.All(r => r.Count(CaseOutcome.Failed) == 0) ? 0 : 1;
    }

    private List<CombinationResult> RunAll(
        IEnumerable<(Combination What, IReadOnlyList<TestCase> Cases)> all, int nameWidth, CancellationToken cancel)
    {
        var results = new List<CombinationResult>();
        string folder = Directory.CreateTempSubdirectory("mpitest-").FullName;
        try
        {
            foreach ((Combination what, IReadOnlyList<TestCase> cases) in all)
            {
                string runFolder = Path.Combine(folder, $"{what.AssemblyName}-{what.Mpi.Name}-{what.Ranks}");
                CombinationResult result = new CombinationRun(what, cases, options.CaseLimit, runFolder, _report).Run(cancel);
                _report.Finished(result, nameWidth);
                results.Add(result);
            }
        }
        finally
        {
            if (options.Verbose)
                to.WriteLine($"the ranks' output is kept in {folder}");
            else
                Directory.Delete(folder, recursive: true);
        }

        return results;
    }

    private List<(string Assembly, IReadOnlyList<TestCase> Cases)> ReadAssemblies(CancellationToken cancel)
    {
        var chosen = new List<(string, IReadOnlyList<TestCase>)>();
        foreach (string assembly in options.Assemblies.Select(Path.GetFullPath).Distinct())
        {
            IReadOnlyList<TestCase> cases = TestCatalog.Read(assembly, cancel);
            if (cases.Count == 0)
                throw new UsageException($"{assembly}: no case may run inside ranks; mark those that may with [Trait(\"ranks\", \"any\")]");
            TestCase[] matching = [.. cases.Where(c => c.Name.Contains(options.Filter ?? "", StringComparison.OrdinalIgnoreCase))];
            if (matching.Length > 0)
                chosen.Add((assembly, matching));
        }

        return chosen.Count > 0 ? chosen : throw new UsageException(
            $"--filter: no case has '{options.Filter}' in its name; --list shows them all");
    }

    private int List(IReadOnlyList<(string Assembly, IReadOnlyList<TestCase> Cases)> assemblies)
    {
        foreach ((string assembly, IReadOnlyList<TestCase> cases) in assemblies)
        {
            foreach (TestCase testCase in cases)
                to.WriteLine($"{Path.GetFileNameWithoutExtension(assembly)}  {testCase.Name}");
        }

        return 0;
    }

    /// <summary>A path that cannot be written to is better known before a long run than after it.</summary>
    private static void RefuseUnwritable(string? json)
    {
        if (json is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(json))))
            throw new UsageException($"--json: the folder of {json} does not exist");
    }
}
