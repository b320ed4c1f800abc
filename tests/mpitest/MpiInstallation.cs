using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>One installed MPI: its launcher, its version, and how to start ranks with it.</summary>
internal sealed record MpiInstallation(MpiKind Kind, string Launcher, string VersionLine)
{
    public string Name => NameOf(Kind);

    /// <summary>Finds the MPIs asked for, or all there are when none is named.</summary>
    public static IReadOnlyList<MpiInstallation> Find(IReadOnlyList<MpiKind> wanted)
    {
        var found = new List<MpiInstallation>();
        foreach (MpiKind kind in wanted.Count > 0 ? wanted : [MpiKind.OpenMpi, MpiKind.Mpich])
        {
            if (FindOne(kind) is { } mpi)
                found.Add(mpi);
            else if (wanted.Count > 0)
                throw new UsageException(
                    $"{NameOf(kind)} was asked for, but neither mpiexec.{NameOf(kind)} nor an mpiexec of that kind is on PATH;"
                    + $" install it (Debian, Ubuntu: {PackageOf(kind)}) or load its module");
        }

        return found.Count > 0 ? found : throw new UsageException(
            "no MPI found: neither mpiexec.openmpi, mpiexec.mpich nor mpiexec is on PATH;"
            + " install one (Debian, Ubuntu: openmpi-bin or mpich) or load its module");
    }

    /// <summary>The arguments that come before the program to start.</summary>
    public IReadOnlyList<string> LauncherArguments(int ranks)
    {
        string count = ranks.ToString(CultureInfo.InvariantCulture);
        // Open MPI binds jobs of one or two ranks to one core each, and with them every thread of a .NET process.
        return Kind == MpiKind.OpenMpi ? ["--oversubscribe", "--bind-to", "none", "-n", count] : ["-n", count];
    }

    /// <summary>Sets what the launcher needs to run as root and with more ranks than cores.</summary>
    public void Prepare(IDictionary<string, string?> environment)
    {
        // A rank variable of a surrounding job would give every rank the same number.
        foreach (string name in environment.Keys.Where(IsRankVariable).ToArray())
            environment.Remove(name);
        // What the binding sets before it loads a library. A test runner has other threads by then, and setenv is not safe beside their getenv.
        environment.TryAdd("UCX_ERROR_SIGNALS", "");
        environment.TryAdd("UCX_WARN_UNUSED_ENV_VARS", "n");
        if (Kind != MpiKind.OpenMpi)
            return;
        environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        environment["OMPI_MCA_btl_base_warn_component_unused"] = "0";
        if (VersionLine.Contains(" 4.", StringComparison.Ordinal))
            environment.TryAdd("OMPI_MCA_osc", "^rdma");
        environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1";
        // Open MPI 5 starts its ranks through PRRTE, which reads its own settings.
        environment["PRTE_ALLOW_RUN_AS_ROOT"] = "1";
        environment["PRTE_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        environment["PRTE_MCA_rmaps_default_mapping_policy"] = ":oversubscribe";
    }

    /// <summary>Tells from the text of <c>mpiexec --version</c> which family a launcher belongs to, and the line to show.</summary>
    public static (MpiKind Kind, string Line)? Classify(string versionText)
    {
        string[] lines = versionText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault(IsOpenMpi) is { } openMpi)
            return (MpiKind.OpenMpi, openMpi);
        if (lines.Any(line => line.StartsWith("HYDRA", StringComparison.Ordinal)))
        {
            string? version = lines.FirstOrDefault(line => line.StartsWith("Version:", StringComparison.Ordinal));
            return (MpiKind.Mpich, $"HYDRA {version?["Version:".Length..].Trim() ?? "of unknown version"}");
        }

        return lines.FirstOrDefault(line => line.Contains("Intel(R) MPI", StringComparison.Ordinal)) is { } intel
            ? (MpiKind.Mpich, intel)
            : null;
    }

    private static bool IsOpenMpi(string line) =>
        line.Contains("OpenRTE", StringComparison.Ordinal) || line.Contains("Open MPI", StringComparison.Ordinal)
        || line.Contains("PRRTE", StringComparison.Ordinal) || line.StartsWith("prte", StringComparison.Ordinal);

    private static bool IsRankVariable(string name) =>
        name.StartsWith("OMPI_COMM_WORLD_", StringComparison.Ordinal) || name.StartsWith("PMI_", StringComparison.Ordinal)
        || name.StartsWith("PMIX_", StringComparison.Ordinal);

    private static MpiInstallation? FindOne(MpiKind kind)
    {
        foreach (string name in (string[])[$"mpiexec.{NameOf(kind)}", "mpiexec"])
        {
            if (OnPath(name) is not { } launcher)
                continue;
            var child = new Child(launcher, ["--version"]);
            child.Info.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            child.Info.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
            ChildResult result = child.Run(TimeSpan.FromSeconds(30), CancellationToken.None);
            if (Classify(result.Output) is { } version && version.Kind == kind)
                return new MpiInstallation(kind, launcher, version.Line);
        }

        return null;
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string NameOf(MpiKind kind) => kind == MpiKind.OpenMpi ? "openmpi" : "mpich";

    private static string PackageOf(MpiKind kind) => kind == MpiKind.OpenMpi ? "openmpi-bin libopenmpi-dev" : "mpich";
}
