namespace Twister2.Mpi;

/// <summary>Which MPI to run on.</summary>
public enum MpiSelection
{
    /// <summary>The system's library; without one, a single process, unless a launcher started several.</summary>
    Automatic,

    /// <summary>A world of this one process; no library is looked for.</summary>
    SingleProcess,
}
