namespace Twister2.Mpi;

/// <summary>Whether what others put into a window and what its owner sees are one copy (MPI_WIN_MODEL).</summary>
public enum WindowModel
{
    /// <summary>They may be two copies; a synchronisation makes them the same (MPI_WIN_SEPARATE).</summary>
    Separate = 0,

    /// <summary>They are one; the owner sees changes in time (MPI_WIN_UNIFIED).</summary>
    Unified = 1,
}
