using System.Runtime.InteropServices;

namespace Twister2.Mpi.Interop;

/// <summary>Tells which ABI a library has, and which libraries are none of ours.</summary>
internal static unsafe class LibmpiVendor
{
    public const string MicrosoftMpi = "Microsoft MPI";

    /// <summary>The first line of MPI_Get_library_version, which may be called before MPI_Init.</summary>
    public static string ReadVersionLine(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "MPI_Get_library_version", out nint address))
            return "a library older than MPI 3";
        byte* text = stackalloc byte[MpiAbi.TextSize];
        int length = 0;
        return ((delegate* unmanaged<byte*, int*, int>)address)(text, &length) == 0
            ? FirstLine(Marshal.PtrToStringUTF8((nint)text) ?? "")
            : "a library that does not tell its version";
    }

    public static string FirstLine(string version) => version.Split('\n')[0].Replace('\t', ' ').Trim('\0', ' ', '\r');

    /// <summary>The ABI, by the symbols that only it has (the order is mpi4py's).</summary>
    public static MpiFamily Classify(Func<string, nint> find)
    {
        nint abiVersion = find("MPI_Abi_get_version");
        if (abiVersion != 0)
        {
            // A library with a legacy ABI has the function too, and answers -1.
            int major = -1;
            int minor = -1;
            if (((delegate* unmanaged<int*, int*, int>)abiVersion)(&major, &minor) == 0 && major >= 1)
                return MpiFamily.Standard;
        }

        return find("ompi_mpi_comm_world") != 0 ? MpiFamily.OpenMpi : MpiFamily.Mpich;
    }

    /// <summary>Why a library cannot be used; null when it can.</summary>
    public static string? Refusal(string vendor, Func<string, bool> has)
    {
        string? known =
            vendor.Contains(MicrosoftMpi, StringComparison.OrdinalIgnoreCase) || has("MSMPI_Get_version") ? MicrosoftMpi
            : vendor.Contains("HPE MPT", StringComparison.OrdinalIgnoreCase) || has("mpi_sgi_inplace") ? "HPE MPT"
            : vendor.Contains("MPIwrapper", StringComparison.OrdinalIgnoreCase) || has("MPICONSTANTS_MPI_COMM_WORLD") ? "MPItrampoline"
            : null;
        return known is null ? null : $"{known} is not supported; use Open MPI, or one of MPICH's family ({vendor})";
    }

    /// <summary>
    /// Why a library that is named after the standard ABI cannot be used; null when it can. MPICH 4.3 has one of a draft, with other constants, that does not
    /// tell a version; taken for one of MPICH's own ABI it would end the process.
    /// </summary>
    public static string? DraftRefusal(string path, MpiFamily family) =>
        family != MpiFamily.Standard && Path.GetFileName(path).StartsWith("libmpi_abi.", StringComparison.Ordinal)
            ? "it does not say that it has version 1 of the MPI 5 standard ABI, and may have a draft of it (MPICH 4.3); use the libmpi beside it, or a newer one"
            : null;
}
