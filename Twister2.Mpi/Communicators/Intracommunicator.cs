using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A communicator of one group of processes, which has the collective operations.</summary>
public unsafe partial class Intracommunicator : Communicator
{
    internal Intracommunicator(nint handle, bool predefined)
        : base(handle, predefined)
    {
    }

    /// <summary>
    /// Makes a communicator of the same processes with traffic of its own (MPI_Comm_dup). Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed, or copying an attribute did.</exception>
    public override Intracommunicator Clone() => new(Duplicate(), predefined: false);

    /// <inheritdoc/>
    public override Intracommunicator Clone(Info info) => new(Duplicate(info), predefined: false);

    /// <summary>
    /// Starts to make a communicator of the same processes with traffic of its own (MPI_Comm_idup). Collective: every process must call this.
    /// A topology is not seen in the result.
    /// </summary>
    /// <returns>A request whose communicator is there once it is complete.</returns>
    /// <exception cref="MpiException">The library failed.</exception>
    public CommunicatorRequest ImmediateClone() => CommunicatorRequest.Start(Handle);

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
        nint result = SplitHandle(color, key);
        return color == undefined ? null : new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes one communicator for each node: of the processes that can share memory (MPI_Comm_split_type, MPI_COMM_TYPE_SHARED).
    /// Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public Intracommunicator SplitByNode() => Split(SplitType.Shared, Rank)!;

    /// <summary>
    /// Makes one communicator for each part of the machine (MPI_Comm_split_type). Collective: every process must call this with the same kind
    /// of part, or undefined.
    /// </summary>
    /// <param name="type">What the processes of one communicator have in common.</param>
    /// <param name="key">Orders the ranks, and the old ranks where keys are equal.</param>
    /// <param name="info">Hints: "mpi_hw_resource_type" names the resource for <see cref="SplitType.HardwareGuided"/>.</param>
    /// <returns>The communicator of this process's part; null for <see cref="SplitType.Undefined"/>, or where the split would be no split.</returns>
    /// <exception cref="MpiException">The library does not know the kind of part, or failed.</exception>
    public Intracommunicator? Split(SplitType type, int key, Info? info = null)
    {
        nint comm = Handle;
        int native = type switch
        {
            SplitType.Undefined => undefined,
            SplitType.Shared => Native.Abi.CommTypeShared,
            SplitType.HardwareGuided => Native.Abi.CommTypeHardware[0],
            SplitType.HardwareUnguided => Native.Abi.CommTypeHardware[1],
            _ => throw new MpiException(ErrorClass.Argument, "MPI_Comm_split_type", $"there is no kind of part {type}"),
        };
        nint result = 0;
        Native.Check(MpiFunctions.CommSplitType(comm, native, key, Info.HandleOf(info), &result), "MPI_Comm_split_type");
        return result == Native.Abi.CommNull ? null : new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes a communicator of the processes of a group (MPI_Comm_create). Collective: every process of this communicator must call this,
    /// those outside the group too; groups of different processes may differ if they have no process in common.
    /// </summary>
    /// <param name="group">Some of this communicator's processes, in the order the ranks shall have.</param>
    /// <returns>The new communicator; null on a process that is not in its group.</returns>
    /// <exception cref="MpiException">The group has a process that this communicator has not, or the library failed.</exception>
    public Intracommunicator? Create(Group group)
    {
        nint comm = Handle;
        CheckMembers(group, "MPI_Comm_create");
        nint result = 0;
        Native.Check(MpiFunctions.CommCreate(comm, group.Handle, &result), "MPI_Comm_create");
        return result == Native.Abi.CommNull ? null : new Intracommunicator(result, predefined: false);
    }

    /// <summary>
    /// Makes a communicator of the processes of a group, without the others (MPI_Comm_create_group). Collective: every process of the group
    /// must call this with the same group and tag; nothing happens on others.
    /// </summary>
    /// <param name="group">Some of this communicator's processes, in the order the ranks shall have.</param>
    /// <param name="tag">Tells calls of several threads apart; not mixed up with the tags of messages.</param>
    /// <returns>The new communicator; null on a process that is not in the group.</returns>
    /// <exception cref="MpiException">The group has a process that this communicator has not, the tag is negative, or the library failed.</exception>
    public Intracommunicator? Create(Group group, int tag)
    {
        nint comm = Handle;
        CheckMembers(group, "MPI_Comm_create_group");
        int nativeTag = SendTag(tag, "MPI_Comm_create_group");
        if (group.Rank == Group.NoProcess)
            return null;
        nint result = 0;
        Native.Check(MpiFunctions.CommCreateGroup(comm, group.Handle, nativeTag, &result), "MPI_Comm_create_group");
        return new Intracommunicator(result, predefined: false);
    }
}
