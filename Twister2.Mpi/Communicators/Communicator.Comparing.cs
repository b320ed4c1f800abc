namespace Twister2.Mpi;

// MPI chapter 7.4.1, as MPI.NET has it.
public abstract unsafe partial class Communicator
{
    /// <summary>Tells whether another communicator has the same processes (MPI_Comm_compare).</summary>
    /// <exception cref="MpiException">One of them was disposed, or MPI has been finalised.</exception>
    public Comparison Compare(Communicator other) => Compare(this, other);
}
