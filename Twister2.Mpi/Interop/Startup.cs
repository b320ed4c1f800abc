using System.Collections;
using Twister2.Mpi.SingleProcess;

namespace Twister2.Mpi.Interop;

/// <summary>Brings MPI up: chooses a library or the single process, initialises it, and checks that the launcher is its own.</summary>
internal static unsafe class Startup
{
    /// <summary>"none" runs a single process without looking for a library.</summary>
    public const string SelectionVariable = "TWISTER2_MPI";

    /// <summary>"0" turns the check for the wrong launcher off.</summary>
    public const string CheckVariable = "TWISTER2_CHECK_MPIEXEC";

    /// <summary>
    /// Loads, initialises, checks; returns what was chosen, the thread level that was given, and whether MPI was started here (a
    /// program that embeds .NET may have started it before).
    /// </summary>
    public static (MpiLibrary Library, Threading Provided, bool Owned) Run(Threading required, MpiSelection selection)
    {
        var environment = ReadEnvironment();
        var launcher = LauncherEnvironment.Detect(environment);
        string? alone = AloneReason(selection, environment);
        var loader = new LibmpiLoader(launcher, environment);
        var loaded = alone is null ? loader.Load() : null;
        Bind(loaded);

        bool owned = !IsInitialised();
        Threading provided = Initialise(required, owned);
        var library = Describe(loaded, launcher, alone, loader.Attempts);
        string? problem = alone is not null || environment.GetValueOrDefault(CheckVariable) == "0"
            ? null
            : LauncherProblem(launcher, loaded, WorldSize(), loader.Attempts);
        if (problem is not null)
        {
            _ = MpiFunctions.Finalize();
            Native.IsFinalized = true;
            throw new MpiException(ErrorClass.Other, "MPI_Init_thread", problem);
        }

        return (library, provided, owned);
    }

    /// <summary>Says what is wrong when several processes were started but each is alone; null when all is well.</summary>
    public static string? LauncherProblem(
        LauncherEnvironment launcher, LoadedLibmpi? library, int worldSize, IReadOnlyList<LoadAttempt> attempts)
    {
        if (worldSize > 1 || launcher.Size is null or <= 1)
            return null;
        string started = $"{launcher.Name} started {launcher.Size} processes ({launcher.Evidence}), but ";
        if (library is null)
        {
            return started + "no MPI library was found, so that each of them would run alone. Install the MPI that the launcher belongs to, "
                + $"load its module, or set {LibmpiCandidates.PathVariable} to its libmpi. Tried: {string.Join("; ", attempts)}";
        }

        string remedy = launcher.Name.Contains("srun", StringComparison.Ordinal)
            ? "Give srun the plug-in that the library knows (srun --mpi=list; pmix for Open MPI, pmi2 for MPICH)"
            : "Use the mpiexec of that library";
        return started + $"the MPI library in use does not know this launcher, and each process is rank 0 of 1: {library.VendorLine}, "
            + $"{library.Path} ({library.Reason}). {remedy}, or set {LibmpiCandidates.PathVariable} to the launcher's libmpi "
            + $"({CheckVariable}=0 turns this check off)";
    }

    private static string? AloneReason(MpiSelection selection, Dictionary<string, string> environment)
    {
        if (selection == MpiSelection.SingleProcess)
            return "a single process was asked for";
        return environment.GetValueOrDefault(SelectionVariable, "") switch
        {
            "" or "auto" => null,
            "none" => $"{SelectionVariable}=none",
            var other => throw new MpiException(
                ErrorClass.Argument, SelectionVariable, $"{SelectionVariable}={other} is not known; use \"none\" or \"auto\""),
        };
    }

    private static void Bind(LoadedLibmpi? loaded)
    {
        if (loaded is null)
        {
            MpiFunctions.Resolve(SingleProcessLibrary.Find, "the single-process implementation");
            Native.Abi = StandardAbi.Create("single process, MPI standard ABI");
            return;
        }

        nint Find(string name) => System.Runtime.InteropServices.NativeLibrary.TryGetExport(loaded.Handle, name, out nint a) ? a : 0;
        MpiFunctions.Resolve(Find, loaded.Path);
        Native.Abi = loaded.Family switch
        {
            MpiFamily.OpenMpi => OpenMpiAbi.Create(Find, loaded.VendorLine),
            MpiFamily.Mpich => MpichAbi.Create(Find),
            _ => StandardAbi.Create(vendorLine: loaded.VendorLine),
        };
    }

    private static bool IsInitialised()
    {
        int already = 0;
        int ended = 0;
        _ = MpiFunctions.Initialized(&already);
        _ = MpiFunctions.Finalized(&ended);
        return ended == 0
            ? already != 0
            : throw new MpiException(ErrorClass.Other, "MPI_Init_thread", "MPI has been finalised in this process and cannot start again");
    }

    private static Threading Initialise(Threading required, bool owned)
    {
        int level = 0;
        int code = owned
            ? MpiFunctions.InitThread(null, null, Native.Abi.ThreadLevels[(int)required], &level)
            : MpiFunctions.QueryThread(&level);
        if (code != 0)
            throw new MpiException(ErrorClass.Other, code, "MPI_Init_thread", "the MPI library could not be initialised");
        Native.Check(MpiFunctions.CommSetErrhandler(Native.Abi.CommWorld, Native.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        Native.Check(MpiFunctions.CommSetErrhandler(Native.Abi.CommSelf, Native.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        int given = level;
        return (Threading)Math.Max(0, Array.FindLastIndex(Native.Abi.ThreadLevels, known => given >= known));
    }

    private static int WorldSize()
    {
        int size = 0;
        Native.Check(MpiFunctions.CommSize(Native.Abi.CommWorld, &size), "MPI_Comm_size");
        return size;
    }

    private static MpiLibrary Describe(
        LoadedLibmpi? loaded, LauncherEnvironment launcher, string? alone, IReadOnlyList<LoadAttempt> attempts)
    {
        int major = 0;
        int minor = 0;
        Native.Check(MpiFunctions.GetVersion(&major, &minor), "MPI_Get_version");
        return new MpiLibrary(
            loaded?.Path,
            loaded?.VendorLine ?? "Twister2 single process",
            Native.Abi.Name,
            loaded?.Reason ?? alone ?? "no MPI library was found",
            new Version(major, minor),
            launcher.ToString(),
            [.. attempts.Select(a => a.ToString())]);
    }

    private static Dictionary<string, string> ReadEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        return environment;
    }
}
