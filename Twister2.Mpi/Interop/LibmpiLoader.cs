using System.Runtime.InteropServices;

namespace Twister2.Mpi.Interop;

/// <summary>A loaded MPI library.</summary>
internal sealed record LoadedLibmpi(nint Handle, string Path, MpiFamily Family, string VendorLine, string Reason);

/// <summary>Finds and loads the system's MPI library; keeps what was tried, for the error message and for <c>mpi-info</c>.</summary>
internal sealed unsafe class LibmpiLoader(LauncherEnvironment launcher, IReadOnlyDictionary<string, string> environment)
{
    private readonly List<LoadAttempt> _attempts = [];

    public IReadOnlyList<LoadAttempt> Attempts => _attempts;

    /// <summary>True where no library fits: Windows has Microsoft's alone.</summary>
    public bool IsWindows { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Loads the first library that fits; null when there is none.</summary>
    /// <exception cref="MpiException">TWISTER2_LIBMPI names something that cannot be used.</exception>
    public LoadedLibmpi? Load()
    {
        if (IsWindows)
        {
            _attempts.Add(new("msmpi.dll", $"{LibmpiVendor.MicrosoftMpi} is not supported, and Windows has no other MPI; the Linux in it (WSL) has"));
            return null;
        }

        bool standardAllowed = LibmpiCandidates.StandardAbiAllowed(environment);
        var candidates = LibmpiCandidates.List(launcher, environment);
        bool named = candidates is [{ Path: var only }] && environment.GetValueOrDefault(LibmpiCandidates.PathVariable) == only;
        if (!named && FindInProcess() is { } present)
            return present;

        PrepareNativeEnvironment();
        foreach (var candidate in candidates)
        {
            if (_attempts.Any(a => a.Path == candidate.Path && !a.Outcome.StartsWith("not wanted", StringComparison.Ordinal)))
                continue;
            if (Try(candidate, standardAllowed || named) is { } library)
                return library;
        }

        return named
            ? throw new MpiException(ErrorClass.Other, LibmpiCandidates.PathVariable, $"{_attempts[0]}. {LibmpiCandidates.PathVariable} "
                + "must be the path of an MPI library such as /usr/lib/x86_64-linux-gnu/libmpi.so.40; unset it to search")
            : null;
    }

    // UCX, under Debian's MPICH and many vendors' libraries, replaces the handlers for SIGSEGV and SIGFPE that .NET turns into
    // exceptions: a caught NullReferenceException would end the process. It reads this when it is loaded.
    private static void PrepareNativeEnvironment()
    {
        Libc.SetEnvironmentDefault("UCX_ERROR_SIGNALS", "");
        Libc.SetEnvironmentDefault("UCX_WARN_UNUSED_ENV_VARS", "n");
    }

    // Inside a node, osc/rdma is the first choice of Open MPI 4.1 for windows, and the wrong one: it makes none of a single process
    // (open-mpi/ompi#10726), and compare-and-swap of 8 bytes ends the process (open-mpi/ompi#7967, #11349). Open MPI 5 may have no other. That one gives
    // accumulates of few elements to the transport's own atomics, and these leave out logical operations of integers, in 5.0 also bitwise ones of 8
    // bytes, without an error (C programs show it with 5.0.7 and 6.0.0rc2): it is to lock, read, combine and write instead, as it does for all other types.
    private void PrepareOpenMpi(string vendorLine)
    {
        if (!vendorLine.StartsWith(OpenMpiAbi.VendorPrefix, StringComparison.Ordinal))
            return;
        if (IsOneNode() && vendorLine.StartsWith(OpenMpiAbi.VendorPrefix + "4.", StringComparison.Ordinal))
            Libc.SetEnvironmentDefault("OMPI_MCA_osc", "^rdma");
        Libc.SetEnvironmentDefault("OMPI_MCA_osc_rdma_network_max_amo", "0");
    }

    private bool IsOneNode() => launcher.Size is null or 1
        || environment.GetValueOrDefault("OMPI_COMM_WORLD_LOCAL_SIZE") == environment.GetValueOrDefault("OMPI_COMM_WORLD_SIZE", "")
        || environment.GetValueOrDefault("SLURM_STEP_NUM_NODES") == "1";

    // A profiler or an embedding program may have brought a library along; loading a second one would end badly.
    private LoadedLibmpi? FindInProcess()
    {
        nint self = NativeLibrary.GetMainProgramHandle();
        if (!NativeLibrary.TryGetExport(self, "MPI_Init_thread", out nint address))
            return null;
        string path = Libc.FileOf(address) ?? "(the program itself)";
        return Accept(self, path, new(path, "it was in the process already", MpiFamily.Unknown), standardAllowed: true);
    }

    private LoadedLibmpi? Try(LibmpiCandidate candidate, bool standardAllowed)
    {
        nint handle = Libc.Open(candidate.Path, out string error);
        if (handle == 0)
        {
            // The loader begins its message with the path, which the attempt has already.
            string prefix = candidate.Path + ": ";
            _attempts.Add(new(candidate.Path, error.StartsWith(prefix, StringComparison.Ordinal) ? error[prefix.Length..] : error));
            return null;
        }

        if (!NativeLibrary.TryGetExport(handle, "MPI_Init_thread", out nint address))
        {
            _attempts.Add(new(candidate.Path, "not an MPI library: it has no MPI_Init_thread"));
            Libc.Close(handle);
            return null;
        }

        string path = Libc.FileOf(address) ?? candidate.Path;
        if (Accept(handle, path, candidate, standardAllowed) is not { } library)
        {
            Libc.Close(handle);
            return null;
        }

        PrepareOpenMpi(library.VendorLine);

        // Plug-ins of some libraries expect MPI's symbols to be global.
        _ = Libc.Promote(candidate.Path);
        return library;
    }

    private LoadedLibmpi? Accept(nint handle, string path, LibmpiCandidate candidate, bool standardAllowed)
    {
        string vendor = LibmpiVendor.ReadVersionLine(handle);
        MpiFamily family = LibmpiVendor.Classify(name => NativeLibrary.TryGetExport(handle, name, out nint a) ? a : 0);
        string? refusal = LibmpiVendor.Refusal(vendor, name => NativeLibrary.TryGetExport(handle, name, out _))
            ?? LibmpiVendor.DraftRefusal(path, family);
        if (family == MpiFamily.Standard && !standardAllowed)
            refusal ??= $"it has the MPI 5 standard ABI, which {LibmpiCandidates.AbiVariable}=standard allows";
        if (candidate.Only is not MpiFamily.Unknown && family != candidate.Only)
            refusal ??= $"not wanted here: {vendor}";
        _attempts.Add(new(candidate.Path, refusal ?? $"loaded {path}, {vendor}"));
        return refusal is null ? new(handle, path, family, vendor, candidate.Why) : null;
    }
}
