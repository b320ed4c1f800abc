namespace Twister2.Mpi;

/// <summary>From which threads MPI may be called.</summary>
public enum Threading
{
    /// <summary>The process has one thread (MPI_THREAD_SINGLE).</summary>
#pragma warning disable CA1720 // MPI.NET's name for MPI_THREAD_SINGLE.
    Single,
#pragma warning restore CA1720

    /// <summary>Only the thread that initialised MPI calls it (MPI_THREAD_FUNNELED).</summary>
    Funneled,

    /// <summary>Any thread calls MPI, one at a time (MPI_THREAD_SERIALIZED).</summary>
    Serialized,

    /// <summary>Any thread calls MPI at any time (MPI_THREAD_MULTIPLE).</summary>
    Multiple,
}
