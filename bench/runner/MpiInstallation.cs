using System.Text.RegularExpressions;

namespace Twister2.Bench;

/// <summary>One MPI on this machine: its launcher and its C++ compiler.</summary>
sealed partial record MpiInstallation(string Name, string Version, string Mpiexec, string Compiler)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Its C compiler, by the same name: mpicxx.openmpi and mpicc.openmpi.</summary>
    public string CCompiler => Compiler.Replace("mpicxx", "mpicc", StringComparison.Ordinal);

    bool IsOpenMpi => Name == "openmpi";

    /// <summary>Finds the MPIs: Debian's by their suffixes, and the one that a module or the user put on PATH.</summary>
    public static IReadOnlyList<MpiInstallation> Detect(IReadOnlyList<string> names)
    {
        var found = new List<MpiInstallation>();
        foreach (string suffix in (string[])[".openmpi", ".mpich", ""])
        {
            if (Command.Find("mpiexec" + suffix) is not null && Identify("mpiexec" + suffix) is var (name, version)
                && found.All(m => m.Name != name))
            {
                found.Add(new MpiInstallation(name, version, "mpiexec" + suffix, "mpicxx" + suffix));
            }
        }
        if (found.Count == 0)
        {
            throw BenchException.Usage("no MPI found: put its mpiexec and mpicxx on PATH, or install one (Debian: openmpi-bin libopenmpi-dev)");
        }
        string? missing = names.FirstOrDefault(n => found.All(m => m.Name != n));
        return missing is null
            ? [.. found.Where(m => names.Count == 0 || names.Contains(m.Name))]
            : throw BenchException.Usage($"--mpi: no '{missing}' on this machine; found: {string.Join(", ", found.Select(m => m.Name))}");
    }

    /// <summary>The launcher with its own arguments for this number of ranks, the same for ours and for the peers.</summary>
    public IReadOnlyList<string> Launcher(int ranks, int cores)
    {
        bool crowded = ranks > cores;
        string[] options = IsOpenMpi && crowded ? ["--oversubscribe", "--bind-to", "none"]
            : IsOpenMpi ? ["--bind-to", "core"]
            : crowded ? ["-bind-to", "none"] : ["-bind-to", "core"];
        return [Mpiexec, .. options, "-n", $"{ranks}"];
    }

    /// <summary>Open MPI starts nothing as root unless told twice that this is meant.</summary>
    public IReadOnlyDictionary<string, string> Environment() =>
        IsOpenMpi && System.Environment.IsPrivilegedProcess
            ? new Dictionary<string, string> { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1" }
            : new Dictionary<string, string>();

    static (string Name, string Version)? Identify(string mpiexec)
    {
        var output = Command.Run([mpiexec, "--version"], Patience);
        string text = output.Output + output.Errors;
        string name = text.Contains("Open MPI", StringComparison.Ordinal) || text.Contains("OpenRTE", StringComparison.Ordinal) ? "openmpi"
            : text.Contains("Intel(R) MPI", StringComparison.Ordinal) ? "intelmpi"
            : text.Contains("HYDRA", StringComparison.Ordinal) ? "mpich"
            : "";
        return output.ExitCode == 0 && name.Length > 0 ? (name, VersionNumber().Match(text).Value) : null;
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex VersionNumber();
}
