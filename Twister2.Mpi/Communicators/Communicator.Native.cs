using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// For programs that share MPI with native code, such as a solver written in C.
public abstract unsafe partial class Communicator
{
    /// <summary>
    /// What C calls MPI_Comm, by value: a pointer with Open MPI and with the standard ABI, an int with the MPICH family. For functions of native
    /// libraries that were built for the same MPI.
    /// </summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public nint NativeHandle => Handle;

    /// <summary>
    /// Takes over a communicator that native code made; disposing it frees it (MPI_Comm_test_inter, MPI_Topo_test). Its failures come as exceptions from
    /// now on (MPI_Comm_set_errhandler). Local.
    /// </summary>
    /// <param name="handle">What C calls MPI_Comm, by value.</param>
    /// <returns>An object of the kind that it is; null for MPI_COMM_NULL.</returns>
    /// <exception cref="MpiException">It is no communicator, as far as the library can tell.</exception>
    public static Communicator? Adopt(nint handle)
    {
        Native.EnsureLive("MPI_Comm_test_inter");
        if (handle == Native.Abi.CommNull)
            return null;
        if (handle == Native.Abi.CommWorld)
            return world;
        if (handle == Native.Abi.CommSelf)
            return self;
        int isInter = 0;
        Native.Check(MpiFunctions.CommTestInter(handle, &isInter), "MPI_Comm_test_inter");
        Native.Check(MpiFunctions.CommSetErrhandler(handle, Native.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        if (isInter != 0)
            return new Intercommunicator(handle);
        int topology = 0;
        Native.Check(MpiFunctions.TopoTest(handle, &topology), "MPI_Topo_test");
        return Array.IndexOf(Native.Abi.Topologies, topology) switch
        {
            0 => new GraphCommunicator(handle),
            1 => new CartesianCommunicator(handle),
            2 => new DistributedGraphCommunicator(handle),
            _ => new Intracommunicator(handle, predefined: false),
        };
    }
}
