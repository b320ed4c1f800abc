namespace Twister2.Mpi;

/// <summary>Who else may access the memory of a rank while this process has it locked.</summary>
public enum LockType
{
    /// <summary>Nobody: other locks of that rank wait (MPI_LOCK_EXCLUSIVE).</summary>
    Exclusive = 0,

    /// <summary>Others that lock it shared as well (MPI_LOCK_SHARED).</summary>
    Shared = 1,
}
