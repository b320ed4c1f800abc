namespace Twister2.Mpi;

/// <summary>Which MPI this process runs on, and why.</summary>
/// <param name="Path">The file that was loaded; null when the process runs alone without an MPI library.</param>
/// <param name="VendorLine">What the library calls itself: the first line of MPI_Get_library_version.</param>
/// <param name="AbiName">The table of constants in use: "Open MPI", "MPICH" or "MPI standard ABI".</param>
/// <param name="Reason">Why this library and no other.</param>
/// <param name="MpiVersion">The version of the MPI standard that the library has (MPI_Get_version), such as 3.1.</param>
/// <param name="Launcher">Who started the process, with the environment variable that says so; "none" for nobody.</param>
/// <param name="Attempts">Every path that was tried, in order, with what came of it.</param>
public sealed record MpiLibrary(
    string? Path,
    string VendorLine,
    string AbiName,
    string Reason,
    Version MpiVersion,
    string Launcher,
    IReadOnlyList<string> Attempts)
{
    /// <summary>One line for the head of a log.</summary>
    public override string ToString() =>
        Path is null ? $"{VendorLine} ({Reason})" : $"{VendorLine}, MPI {MpiVersion}, {AbiName}{(AbiName.EndsWith("ABI", StringComparison.Ordinal) ? "" : " ABI")}, {Path}";
}
