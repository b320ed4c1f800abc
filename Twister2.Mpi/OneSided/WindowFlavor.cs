namespace Twister2.Mpi;

/// <summary>Where a window's memory comes from (MPI_WIN_CREATE_FLAVOR).</summary>
public enum WindowFlavor
{
    /// <summary>It is the caller's (MPI_WIN_FLAVOR_CREATE).</summary>
    Create = 0,

    /// <summary>MPI allocated it (MPI_WIN_FLAVOR_ALLOCATE).</summary>
    Allocate = 1,

    /// <summary>MPI allocated it, and every process of the window can reach all of it as memory (MPI_WIN_FLAVOR_SHARED).</summary>
    Shared = 2,

    /// <summary>It is attached and detached later (MPI_WIN_FLAVOR_DYNAMIC).</summary>
    Dynamic = 3,
}
