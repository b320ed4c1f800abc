namespace Twister2.Mpi;

/// <summary>How alike two communicators are (MPI_Comm_compare).</summary>
public enum Comparison
{
    /// <summary>They are the same object.</summary>
    Identical,

    /// <summary>The same processes in the same order, with separate traffic.</summary>
    Congruent,

    /// <summary>The same processes in another order.</summary>
    Similar,

    /// <summary>Different processes.</summary>
    Unequal,
}
