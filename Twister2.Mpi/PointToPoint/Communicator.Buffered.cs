using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.6, how much buffer a buffered send needs.
public abstract unsafe partial class Communicator
{
    /// <summary>
    /// How many bytes of the buffer of <see cref="Environment.AttachBuffer"/> one buffered send of so many values needs (MPI_Pack_size and
    /// MPI_BSEND_OVERHEAD).
    /// </summary>
    /// <param name="count">How many values the message has.</param>
    /// <exception cref="MpiException">The count is negative, or the message needs more than an int counts.</exception>
    public int BufferedSendSize<T>(int count)
        where T : unmanaged
    {
        nint comm = Handle;
        if (count < 0)
            throw new MpiException(ErrorClass.Count, "MPI_Pack_size", $"the count is {count}");
        nint type = Datatypes.For<T>(count, out int units);
        int size = 0;
        Native.Check(MpiFunctions.PackSize(units, type, comm, &size), "MPI_Pack_size");
        long needed = (long)size + Native.Abi.BsendOverhead;
        return size >= 0 && needed <= int.MaxValue
            ? (int)needed
            : throw new MpiException(ErrorClass.Count, "MPI_Pack_size", $"{count} values need more than {int.MaxValue} bytes");
    }
}
