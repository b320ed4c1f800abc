using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 7.3 and 7.4: a communicator's group, hints and copies.
public abstract unsafe partial class Communicator
{
    /// <summary>The processes of the communicator, as a new group to dispose: the local ones of an intercommunicator (MPI_Comm_group).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public Group Group
    {
        get
        {
            nint group = 0;
            Native.Check(MpiFunctions.CommGroup(Handle, &group), "MPI_Comm_group");
            return new Group(group);
        }
    }

    /// <summary>
    /// Makes a communicator of the same kind and processes with traffic of its own (MPI_Comm_dup). Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed, or copying an attribute did.</exception>
    public abstract Communicator Clone();

    /// <summary>
    /// Makes a communicator of the same kind and processes with traffic of its own, and with these hints instead of this one's
    /// (MPI_Comm_dup_with_info). Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed, or copying an attribute did.</exception>
    public abstract Communicator Clone(Info info);

    /// <summary>The hints in use, as a new object to dispose (MPI_Comm_get_info).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public Info GetInfo()
    {
        nint info = 0;
        Native.Check(MpiFunctions.CommGetInfo(Handle, &info), "MPI_Comm_get_info");
        return new Info(info);
    }

    /// <summary>Gives hints (MPI_Comm_set_info). Collective: every process must call this.</summary>
    /// <exception cref="MpiException">The communicator or the hints were disposed, or the library failed.</exception>
    public void SetInfo(Info info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Native.Check(MpiFunctions.CommSetInfo(Handle, info.Handle), "MPI_Comm_set_info");
    }

    /// <summary>The handle of a duplicate; the classes make an object of their own type for it.</summary>
    private protected nint Duplicate()
    {
        nint result = 0;
        Native.Check(MpiFunctions.CommDup(Handle, &result), "MPI_Comm_dup");
        return result;
    }

    /// <summary>The handle of a duplicate with other hints.</summary>
    private protected nint Duplicate(Info info)
    {
        ArgumentNullException.ThrowIfNull(info);
        nint result = 0;
        Native.Check(MpiFunctions.CommDupWithInfo(Handle, info.Handle, &result), "MPI_Comm_dup_with_info");
        return result;
    }

    /// <summary>Splits by colour, with the colour checked.</summary>
    private protected nint SplitHandle(int color, int key)
    {
        nint comm = Handle;
        if (color < 0 && color != undefined)
            throw new MpiException(ErrorClass.Argument, "MPI_Comm_split", $"colour {color} is negative; use 0 or greater, or undefined");
        nint result = 0;
        Native.Check(MpiFunctions.CommSplit(comm, color, key, &result), "MPI_Comm_split");
        return result;
    }

    /// <summary>Not every library sees that a group has a process which the communicator has not.</summary>
    private protected void CheckMembers(Group group, string function)
    {
        ArgumentNullException.ThrowIfNull(group);
        using var all = Group;
        int[] places = group.TranslateRanks([.. Enumerable.Range(0, group.Size)], all);
        int stranger = Array.IndexOf(places, Group.NoProcess);
        if (stranger >= 0)
            throw new MpiException(ErrorClass.Group, function, $"rank {stranger} of the group is not in the communicator");
    }
}
