using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.4.3, the file pointer that each process has for itself.
public sealed unsafe partial class MpiFile
{
    /// <summary>Reads values at this process's file pointer, which moves on (MPI_File_read).</summary>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus Read<T>(Span<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileRead, "MPI_File_read", false, values);

    /// <summary>Writes values at this process's file pointer, which moves on (MPI_File_write).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileWrite, "MPI_File_write", true, values);

    /// <summary>Reads values at this process's file pointer, which moves on (MPI_File_read_all). Collective: every process must call this, with a view of its own; a length may be 0.</summary>
    /// <param name="values">Room for the values.</param>
    /// <returns>How many values there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAll<T>(Span<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileReadAll, "MPI_File_read_all", false, values, collective: true);

    /// <summary>Writes values at this process's file pointer, which moves on (MPI_File_write_all). Collective: every process must call this, with a view of its own; a length may be 0.</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Move<T>(MpiFunctions.FileWriteAll, "MPI_File_write_all", true, values);

    /// <summary>Starts to read values at this process's file pointer, which moves on (MPI_File_iread).</summary>
    /// <param name="values">Room for the values; it must be left alone until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateRead<T>(Memory<T> values)
        where T : unmanaged => Start<T>(MpiFunctions.FileIread, "MPI_File_iread", MpiFunctions.FileRead, false, values);

    /// <summary>Starts to write values at this process's file pointer, which moves on (MPI_File_iwrite).</summary>
    /// <param name="values">The values; may be empty; they must not change until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateWrite<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => Start<T>(MpiFunctions.FileIwrite, "MPI_File_iwrite", MpiFunctions.FileWrite, true, values);

    /// <summary>Starts to read values at this process's file pointer, which moves on (MPI_File_iread_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="values">Room for the values; it must be left alone until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateReadAll<T>(Memory<T> values)
        where T : unmanaged => Start<T>(MpiFunctions.FileIreadAll, "MPI_File_iread_all", null, false, values);

    /// <summary>Starts to write values at this process's file pointer, which moves on (MPI_File_iwrite_all). Collective: every process must call this; a length may be 0.</summary>
    /// <param name="values">The values; may be empty; they must not change until the request is complete.</param>
    /// <returns>The request, whose status at its end tells how many values were moved.</returns>
    /// <exception cref="MpiException">The file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public Request ImmediateWriteAll<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => Start<T>(MpiFunctions.FileIwriteAll, "MPI_File_iwrite_all", null, true, values);

    /// <summary>Where this process's file pointer is, from the view's start, in its element type (MPI_File_get_position).</summary>
    /// <exception cref="MpiException">The file was disposed, or the library failed.</exception>
    public long Position
    {
        get
        {
            CheckNotSequential("MPI_File_get_position");
            long result = 0;
            Check(MpiFunctions.FileGetPosition(Handle, &result), "MPI_File_get_position");
            return result;
        }
    }

    /// <summary>Moves this process's file pointer (MPI_File_seek).</summary>
    /// <param name="offset">How far from the origin, in the view's element type; may be negative, but may not lead before the view's start.</param>
    /// <param name="origin">The view's start, the pointer's place, or the end of the file as the view sees it.</param>
    /// <exception cref="MpiException">The place is before the view's start, the file was disposed, or the library failed.</exception>
    public void Seek(long offset, SeekOrigin origin = SeekOrigin.Begin)
    {
        CheckNotSequential("MPI_File_seek");
        Check(MpiFunctions.FileSeek(Handle, offset, NativeOrigin(offset, origin, "MPI_File_seek")), "MPI_File_seek");
    }

    private int NativeOrigin(long offset, SeekOrigin origin, string function)
    {
        if (origin is < SeekOrigin.Begin or > SeekOrigin.End)
            throw new MpiException(ErrorClass.Argument, function, $"origin {origin} is not known");
        if (origin == SeekOrigin.Begin)
            CheckNotNegative(offset, "offset", function);
        return Native.Abi.Seeks[(int)origin];
    }
}
