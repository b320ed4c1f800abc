namespace Twister2.Mpi.Tests;

/// <summary>Whose library runs, whichever ABI it has: what it does wrong is its own.</summary>
internal static class Vendor
{
    public static bool IsOpenMpi => Environment.Library.VendorLine.StartsWith("Open MPI v", StringComparison.Ordinal);

    public static bool IsMpich => Environment.Library.VendorLine.StartsWith("MPICH Version", StringComparison.Ordinal);
}
