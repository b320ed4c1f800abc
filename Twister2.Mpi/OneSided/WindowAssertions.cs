namespace Twister2.Mpi;

/// <summary>What the program promises at a synchronisation of a window, so that MPI can do less. A promise that is not kept is an error that nobody reports.</summary>
[Flags]
public enum WindowAssertions
{
    /// <summary>Nothing is promised.</summary>
    None = 0,

    /// <summary>The other side is ready, or nobody else locks: nothing needs to be waited for (MPI_MODE_NOCHECK).</summary>
    NoCheck = 1,

    /// <summary>Nobody has operations for this fence to complete; all processes must say so together (MPI_MODE_NOPRECEDE).</summary>
    NoPrecede = 2,

    /// <summary>Nobody puts into or accumulates to this process until the next synchronisation (MPI_MODE_NOPUT).</summary>
    NoPut = 4,

    /// <summary>This process has not written to its own part since the last synchronisation (MPI_MODE_NOSTORE).</summary>
    NoStore = 8,

    /// <summary>No operations follow this fence; all processes must say so together (MPI_MODE_NOSUCCEED).</summary>
    NoSucceed = 16,
}
