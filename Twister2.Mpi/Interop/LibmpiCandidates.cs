namespace Twister2.Mpi.Interop;

/// <summary>A path to try, why, and the only family it is welcome as (unknown: any).</summary>
internal sealed record LibmpiCandidate(string Path, string Why, MpiFamily Only);

/// <summary>Which libraries to try, and in which order: a pure function of the environment.</summary>
internal static class LibmpiCandidates
{
    /// <summary>Path of the library to load; nothing else is tried.</summary>
    public const string PathVariable = "TWISTER2_LIBMPI";

    /// <summary>"standard" allows libmpi_abi, whose launcher has to match.</summary>
    public const string AbiVariable = "TWISTER2_MPI_ABI";

    private static readonly string[] OpenMpiNames = ["libmpi.so.40", "libmpi_ibm.so", "libmpi.so"];

    // Cray's programming environment has a library for each compiler; the C interface of all of them is the same. Which is there depends on the
    // modules that are loaded.
    private static readonly string[] CrayNames =
    [
        .. ((string[])["cray", "gnu", "gnu_123", "gnu_112", "gnu_103", "gnu_91", "gnu_82", "intel", "aocc", "amd", "nvidia"])
            .SelectMany(compiler => new[] { $"libmpi_{compiler}.so.12", $"libmpi_{compiler}.so" }),
    ];

    private static readonly string[] MpichNames = ["libmpi.so.12", "libmpich.so.12", .. CrayNames, "libmpi.so"];

    private static readonly string[] AllNames =
        ["libmpi.so", "libmpi.so.40", "libmpi.so.12", "libmpich.so.12", .. CrayNames, "libmpi_ibm.so"];

    // Installations that are not on the loader's own path say where they are in one of these.
    private static readonly (string Variable, string[] Folders)[] Prefixes =
    [
        ("MPI_HOME", ["lib", "lib64"]),
        ("OPAL_PREFIX", ["lib", "lib64"]),
        ("I_MPI_ROOT", ["lib", "lib/release", "intel64/lib/release"]),
        ("CRAY_MPICH_DIR", ["lib"]),
        ("MPICH_DIR", ["lib"]),
    ];

    public static List<LibmpiCandidate> List(LauncherEnvironment launcher, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue(PathVariable, out string? path) && path.Length > 0)
            return [new(path, $"{PathVariable} names it", MpiFamily.Unknown)];

        var list = new List<LibmpiCandidate>();
        if (StandardAbiAllowed(environment))
            list.Add(new("libmpi_abi.so.1", $"{AbiVariable}=standard", MpiFamily.Standard));

        string[] preferred = launcher.Family switch
        {
            MpiFamily.OpenMpi => OpenMpiNames,
            MpiFamily.Mpich => MpichNames,
            _ => [],
        };
        Add(list, preferred, environment, $"it matches the launcher, {launcher}", launcher.Family);
        string why = launcher == LauncherEnvironment.None
            ? "the first that was found; there is no launcher to match"
            : $"the first that was found; the launcher is {launcher}";
        Add(list, AllNames, environment, why, MpiFamily.Unknown);
        return list;
    }

    /// <summary>True when the user allows a library with the MPI 5 standard ABI.</summary>
    /// <exception cref="MpiException">The variable has a value that is not known.</exception>
    public static bool StandardAbiAllowed(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault(AbiVariable, "") switch
        {
            "" or "auto" => false,
            "standard" => true,
            var other => throw new MpiException(
                ErrorClass.Argument, AbiVariable, $"{AbiVariable}={other} is not known; use \"standard\" or leave it unset"),
        };

    private static void Add(
        List<LibmpiCandidate> list, string[] names, IReadOnlyDictionary<string, string> environment, string why, MpiFamily only)
    {
        list.AddRange(names.Select(name => new LibmpiCandidate(name, why, only)));
        foreach (var (variable, folders) in Prefixes)
        {
            if (!environment.TryGetValue(variable, out string? prefix) || prefix.Length == 0)
                continue;
            foreach (string folder in folders)
                list.AddRange(names.Select(name => new LibmpiCandidate($"{prefix}/{folder}/{name}", $"{why} (found through {variable})", only)));
        }
    }
}
