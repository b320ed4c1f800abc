namespace Twister2.Mpi;

/// <summary>What the processes have in common that come into one communicator (MPI_Comm_split_type).</summary>
public enum SplitType
{
    /// <summary>This process wants no part in it (MPI_UNDEFINED).</summary>
    Undefined,

    /// <summary>They can share memory: they are on one node (MPI_COMM_TYPE_SHARED).</summary>
    Shared,

    /// <summary>A hardware resource that a hint names (MPI_COMM_TYPE_HW_GUIDED, MPI 4.0).</summary>
    HardwareGuided,

    /// <summary>The next smaller part of the machine than the communicator's own (MPI_COMM_TYPE_HW_UNGUIDED, MPI 4.0).</summary>
    HardwareUnguided,
}
