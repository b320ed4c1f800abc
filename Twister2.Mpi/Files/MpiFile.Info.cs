using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.2, who has the file open, and with which hints.
public sealed unsafe partial class MpiFile
{
    /// <summary>The processes that have opened the file together, as a new group to dispose (MPI_File_get_group).</summary>
    /// <exception cref="MpiException">The file was disposed, or MPI has been finalised.</exception>
    public Group Group
    {
        get
        {
            nint group = 0;
            Check(MpiFunctions.FileGetGroup(Handle, &group), "MPI_File_get_group");
            return new Group(group);
        }
    }

    /// <summary>The hints in use, as a new object to dispose (MPI_File_get_info).</summary>
    /// <exception cref="MpiException">The file was disposed, or MPI has been finalised.</exception>
    public Info GetInfo()
    {
        nint info = 0;
        Check(MpiFunctions.FileGetInfo(Handle, &info), "MPI_File_get_info");
        return new Info(info);
    }

    /// <summary>
    /// Gives hints (MPI_File_set_info). Collective: every process that opened the file must call this. Some hints help only when the file is opened.
    /// </summary>
    /// <exception cref="MpiException">The file or the hints were disposed, or the library failed.</exception>
    public void SetInfo(Info info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Check(MpiFunctions.FileSetInfo(Handle, info.Handle), "MPI_File_set_info");
    }
}
