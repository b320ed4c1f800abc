using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.4.2, explicit offsets. They use no file pointer, and move none.
public sealed unsafe partial class MpiFile
{
    /// <summary>Reads values from an offset on (MPI_File_read_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAt<T>(long offset, Span<T> values)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileReadAt, "MPI_File_read_at", false, offset, values);

    /// <summary>Writes values at an offset (MPI_File_write_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAt<T>(long offset, ReadOnlySpan<T> values)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileWriteAt, "MPI_File_write_at", true, offset, values);

    /// <summary>Reads values from an offset on (MPI_File_read_at_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAtAll<T>(long offset, Span<T> values)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileReadAtAll, "MPI_File_read_at_all", false, offset, values, collective: true);

    /// <summary>Writes values at an offset (MPI_File_write_at_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAtAll<T>(long offset, ReadOnlySpan<T> values)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileWriteAtAll, "MPI_File_write_at_all", true, offset, values);

    /// <summary>Starts to read values from an offset on (MPI_File_iread_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">Room for the values; it must be left alone until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be read, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateReadAt<T>(long offset, Memory<T> values)
        where T : unmanaged => StartAt<T>(MpiFunctions.FileIreadAt, "MPI_File_iread_at", MpiFunctions.FileReadAt, false, offset, values);

    /// <summary>Starts to write values at an offset (MPI_File_iwrite_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The values; may be empty; they must not change until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be written, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateWriteAt<T>(long offset, ReadOnlyMemory<T> values)
        where T : unmanaged => StartAt<T>(MpiFunctions.FileIwriteAt, "MPI_File_iwrite_at", MpiFunctions.FileWriteAt, true, offset, values);

    /// <summary>Starts to read values from an offset on (MPI_File_iread_at_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">Room for the values; it must be left alone until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be read, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateReadAtAll<T>(long offset, Memory<T> values)
        where T : unmanaged => StartAt<T>(MpiFunctions.FileIreadAtAll, "MPI_File_iread_at_all", null, false, offset, values);

    /// <summary>Starts to write values at an offset (MPI_File_iwrite_at_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The values; may be empty; they must not change until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be written, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateWriteAtAll<T>(long offset, ReadOnlyMemory<T> values)
        where T : unmanaged => StartAt<T>(MpiFunctions.FileIwriteAtAll, "MPI_File_iwrite_at_all", null, true, offset, values);
}
