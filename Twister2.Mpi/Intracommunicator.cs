using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A communicator of one group of processes, which has the collective operations.</summary>
public sealed unsafe partial class Intracommunicator : Communicator
{
    internal Intracommunicator(nint handle, bool predefined)
        : base(handle, predefined)
    {
    }

    /// <summary>
    /// Makes a communicator of the same processes with traffic of its own (MPI_Comm_dup). Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public Intracommunicator Clone()
    {
        nint result = 0;
        Native.Check(MpiFunctions.CommDup(Handle, &result), "MPI_Comm_dup");
        return new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes one communicator for each colour (MPI_Comm_split). Collective: every process must call this. Ranks in the new one follow
    /// <paramref name="key"/>, and the old ranks where keys are equal.
    /// </summary>
    /// <param name="color">0 or greater; processes of one colour come together. <see cref="Communicator.undefined"/> for none.</param>
    /// <param name="key">Orders the ranks.</param>
    /// <returns>The communicator of this process's colour; null for an undefined one.</returns>
    /// <exception cref="MpiException">The colour is negative, or the library failed.</exception>
    public Intracommunicator? Split(int color, int key)
    {
        nint comm = Handle;
        if (color < 0 && color != undefined)
            throw new MpiException(ErrorClass.Argument, "MPI_Comm_split", $"colour {color} is negative; use 0 or greater, or undefined");
        nint result = 0;
        Native.Check(MpiFunctions.CommSplit(comm, color, key, &result), "MPI_Comm_split");
        return color == undefined ? null : new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes one communicator for each node: of the processes that can share memory (MPI_Comm_split_type, MPI_COMM_TYPE_SHARED).
    /// Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public Intracommunicator SplitByNode()
    {
        nint result = 0;
        Native.Check(
            MpiFunctions.CommSplitType(Handle, Native.Abi.CommTypeShared, Rank, Native.Abi.InfoNull, &result), "MPI_Comm_split_type");
        return new Intracommunicator(result, predefined: false);
    }
}
