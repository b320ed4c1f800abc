using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.4.4, the one file pointer that all processes share. They must all have the same view.
public sealed unsafe partial class MpiFile
{
    /// <summary>Reads values at the pointer that all processes share, which moves on; in which order processes come is not known (MPI_File_read_shared).</summary>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadShared<T>(Span<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileReadShared, "MPI_File_read_shared", false, values, shared: true);

    /// <summary>Writes values at the pointer that all processes share, which moves on; in which order processes come is not known (MPI_File_write_shared).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteShared<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileWriteShared, "MPI_File_write_shared", true, values, shared: true);

    /// <summary>Reads values at the pointer that all processes share, one process after the other in the order of ranks (MPI_File_read_ordered). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadOrdered<T>(Span<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileReadOrdered, "MPI_File_read_ordered", false, values, shared: true);

    /// <summary>Writes values at the pointer that all processes share, one process after the other in the order of ranks (MPI_File_write_ordered). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteOrdered<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileWriteOrdered, "MPI_File_write_ordered", true, values, shared: true);

    /// <summary>Starts to read values at the pointer that all processes share, which moves on; in which order processes come is not known (MPI_File_iread_shared).</summary>
    /// <param name="values">Room for the values; it must be left alone until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateReadShared<T>(Memory<T> values)
        where T : unmanaged =>
            Start<T>(MpiFunctions.FileIreadShared, "MPI_File_iread_shared", MpiFunctions.FileReadShared, false, values, shared: true);

    /// <summary>Starts to write values at the pointer that all processes share, which moves on; in which order processes come is not known (MPI_File_iwrite_shared).</summary>
    /// <param name="values">The values; may be empty; they must not change until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateWriteShared<T>(ReadOnlyMemory<T> values)
        where T : unmanaged =>
            Start<T>(MpiFunctions.FileIwriteShared, "MPI_File_iwrite_shared", MpiFunctions.FileWriteShared, true, values, shared: true);

    /// <summary>Where the pointer that all processes share is, from the view's start, in its element type (MPI_File_get_position_shared).</summary>
    /// <exception cref="MpiException">The file was disposed, or the library failed.</exception>
    public long PositionShared
    {
        get
        {
            long result = 0;
            Check(MpiFunctions.FileGetPositionShared(Handle, &result), "MPI_File_get_position_shared");
            return result;
        }
    }

    /// <summary>Moves the pointer that all processes share (MPI_File_seek_shared). Collective: every process must call this, with the same
    /// arguments.</summary>
    /// <param name="offset">How far from the origin, in the view's element type; may be negative, but may not lead before the view's start.</param>
    /// <param name="origin">The view's start, the pointer's place, or the end of the file as the view sees it.</param>
    /// <exception cref="MpiException">The place is before the view's start, the file was disposed, or the library failed.</exception>
    public void SeekShared(long offset, SeekOrigin origin = SeekOrigin.Begin)
    {
        CheckNotSequential("MPI_File_seek_shared");
        Check(MpiFunctions.FileSeekShared(Handle, offset, NativeOrigin(offset, origin, "MPI_File_seek_shared")), "MPI_File_seek_shared");
    }
}
