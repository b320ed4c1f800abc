namespace Twister2.Mpi;

/// <summary>What becomes of an attribute when its communicator is cloned.</summary>
public enum AttributeDuplication
{
    /// <summary>The clone does not have it (MPI_COMM_NULL_COPY_FN).</summary>
    None,

    /// <summary>Both have the same object (MPI_COMM_DUP_FN).</summary>
    Shallow,

    /// <summary>The clone has a copy, made by the attribute's function.</summary>
    Deep,
}
