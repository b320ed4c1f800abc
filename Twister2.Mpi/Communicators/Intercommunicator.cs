using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A communicator of two groups of processes: messages and collectives go from each to the other. <see cref="Communicator.Rank"/> and
/// <see cref="Communicator.Size"/> are those of the own, local group; a message's rank is one of the other, remote group.
/// </summary>
public sealed unsafe partial class Intercommunicator : Communicator
{
    /// <summary>Given as the root of a collective by the process that is the root, so that the values go to, or come from, the other group (MPI_ROOT).</summary>
    public const int Root = -4;

    /// <summary>Given as the root of a collective by the other processes of the root's group, which have no part in it (MPI_PROC_NULL).</summary>
    public const int Null = procNull;

    /// <summary>
    /// Brings two groups together (MPI_Intercomm_create). Collective: every process of both local communicators must call this; the leaders
    /// need a communicator that has both of them.
    /// </summary>
    /// <param name="localComm">The processes of the own group.</param>
    /// <param name="localLeader">The rank in it of the own group's leader.</param>
    /// <param name="bridgeComm">A communicator that has both leaders; looked at by the leader only, others may give null.</param>
    /// <param name="remoteLeader">The rank in the bridge of the other group's leader; looked at by the leader only.</param>
    /// <param name="tag">A tag that nobody else uses on the bridge just now.</param>
    /// <exception cref="MpiException">A leader does not exist, the tag is negative, the groups have a process in common, or the library failed.</exception>
    public Intercommunicator(Intracommunicator localComm, int localLeader, Communicator? bridgeComm, int remoteLeader, int tag)
        : this(CreateHandle(localComm, localLeader, bridgeComm, remoteLeader, tag))
    {
    }

    internal Intercommunicator(nint handle)
        : base(handle, predefined: false)
    {
        int size = 0;
        Native.Check(MpiFunctions.CommRemoteSize(handle, &size), "MPI_Comm_remote_size");
        RemoteSize = size;
    }

    /// <summary>How many processes the other group has (MPI_Comm_remote_size).</summary>
    public int RemoteSize { get; }

    /// <summary>The processes of the other group, as a new group to dispose (MPI_Comm_remote_group).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public Group RemoteGroup
    {
        get
        {
            nint group = 0;
            Native.Check(MpiFunctions.CommRemoteGroup(Handle, &group), "MPI_Comm_remote_group");
            return new Group(group);
        }
    }

    private protected override int PeerCount => RemoteSize;

    /// <inheritdoc/>
    public override Intercommunicator Clone() => new(Duplicate());

    /// <inheritdoc/>
    public override Intercommunicator Clone(Info info) => new(Duplicate(info));

    /// <summary>
    /// Makes one communicator of both groups (MPI_Intercomm_merge). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="upper">The group that gives true has the higher ranks; if both give the same, either may have them.</param>
    /// <exception cref="MpiException">The library failed.</exception>
    public Intracommunicator Merge(bool upper)
    {
        nint result = 0;
        Native.Check(MpiFunctions.IntercommMerge(Handle, upper ? 1 : 0, &result), "MPI_Intercomm_merge");
        return new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes one communicator for each colour that both groups have (MPI_Comm_split). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="color">0 or greater; processes of one colour come together. <see cref="Communicator.undefined"/> for none.</param>
    /// <param name="key">Orders the ranks within each group.</param>
    /// <returns>The communicator of this process's colour; null for an undefined one, or one that the other group does not have.</returns>
    /// <exception cref="MpiException">The colour is negative, or the library failed.</exception>
    public Intercommunicator? Split(int color, int key)
    {
        nint result = SplitHandle(color, key);
        return result == Native.Abi.CommNull ? null : new Intercommunicator(result);
    }

    /// <summary>
    /// Makes a communicator of some processes of each group (MPI_Comm_create). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="group">Some processes of the own group, in the order the ranks shall have.</param>
    /// <returns>The new communicator; null on a process that is not in it, or if one of the groups is empty.</returns>
    /// <exception cref="MpiException">The group has a process that the own group has not, or the library failed.</exception>
    public Intercommunicator? Create(Group group)
    {
        nint comm = Handle;
        CheckMembers(group, "MPI_Comm_create");
        nint result = 0;
        Native.Check(MpiFunctions.CommCreate(comm, group.Handle, &result), "MPI_Comm_create");
        return result == Native.Abi.CommNull ? null : new Intercommunicator(result);
    }

    private static nint CreateHandle(Intracommunicator localComm, int localLeader, Communicator? bridgeComm, int remoteLeader, int tag)
    {
        const string Function = "MPI_Intercomm_create";
        ArgumentNullException.ThrowIfNull(localComm);
        nint local = localComm.Handle;
        if ((uint)localLeader >= (uint)localComm.Size)
            throw new MpiException(ErrorClass.Rank, Function, $"there is no rank {localLeader} to lead; the communicator has {localComm.Size}");
        bool leads = localComm.Rank == localLeader;
        if (leads)
            ArgumentNullException.ThrowIfNull(bridgeComm);
        if (leads && bridgeComm is Intracommunicator && (uint)remoteLeader >= (uint)bridgeComm.Size)
            throw new MpiException(ErrorClass.Rank, Function, $"there is no rank {remoteLeader} in the bridge; it has {bridgeComm.Size}");
        nint bridge = bridgeComm?.Handle ?? Native.Abi.CommWorld;
        nint result = 0;
        Native.Check(MpiFunctions.IntercommCreate(local, localLeader, bridge, remoteLeader, SendTag(tag, Function), &result), Function);
        return result;
    }

    /// <summary>The root as the library has it.</summary>
    private int RootRank(int root, string function) => root switch
    {
        Root => Native.Abi.Root,
        Null => Native.Abi.ProcNull,
        _ when (uint)root < (uint)RemoteSize => root,
        _ => throw new MpiException(
            ErrorClass.Root, function, $"{root} is no root: give a rank of the other group, which has {RemoteSize}, or Root, or Null"),
    };
}
