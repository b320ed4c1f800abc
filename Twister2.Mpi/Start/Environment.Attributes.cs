using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapters 9.1 and 7.7: what the library says about itself and the job, in attributes of the world.
public sealed unsafe partial class Environment
{
    /// <summary>The largest tag that a message may have (MPI_TAG_UB); at least 32767.</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int MaxTag => WorldAttribute(0) ?? 32767;

    /// <summary>The rank of the host process (MPI_HOST); null where there is none, as with nearly all libraries.</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int? HostRank => RankOrNull(WorldAttribute(1));

    /// <summary>
    /// A rank that can read and write files with the means of the language (MPI_IO): <see cref="Communicator.anySource"/> if all can, null if
    /// none.
    /// </summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int? IORank => RankOrNull(WorldAttribute(2));

    /// <summary>True when <see cref="Time"/> is the same on all processes (MPI_WTIME_IS_GLOBAL).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static bool IsTimeGlobal => WorldAttribute(3) is not (null or 0);

    /// <summary>The number of this process's program in a job of several programs, from 0; null where the launcher gives none (MPI_APPNUM).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int? AppNumber => WorldAttribute(4);

    /// <summary>How many processes, these included, the job may have; null where the launcher does not say (MPI_UNIVERSE_SIZE).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int? UniverseSize => WorldAttribute(6);

    /// <summary>The largest error code or class in use (MPI_LASTUSEDCODE).</summary>
    internal static int LastUsedCode => WorldAttribute(5) ?? 0;

    // The attribute's value is a pointer to the number.
    private static int? WorldAttribute(int index)
    {
        Native.EnsureLive("MPI_Comm_get_attr");
        int* value = null;
        int flag = 0;
        Native.Check(MpiFunctions.CommGetAttr(Native.Abi.CommWorld, Native.Abi.CommAttributes[index], &value, &flag), "MPI_Comm_get_attr");
        return flag != 0 && value != null ? *value : null;
    }

    private static int? RankOrNull(int? rank) =>
        rank is null || rank == Native.Abi.ProcNull ? null : rank == Native.Abi.AnySource ? Communicator.anySource : rank;
}
