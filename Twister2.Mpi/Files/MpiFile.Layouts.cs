using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Reads and writes of values in places that a datatype describes, such as the inner part of an array with a border.
public sealed unsafe partial class MpiFile
{
    /// <summary>Reads values from an offset on, to where <paramref name="layout"/> says (MPI_File_read_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The memory that the values go to.</param>
    /// <param name="layout">Where they go; the gaps stay as they are.</param>
    /// <param name="count">For how many elements of the layout there is room.</param>
    /// <returns>How many <typeparamref name="T"/> there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The layout does not lie inside the memory, the file may not be read, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAt<T>(long offset, Span<T> values, Datatype layout, int count)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileReadAt, "MPI_File_read_at", false, offset, values, new(layout, count));

    /// <summary>Writes the values that lie where <paramref name="layout"/> says at an offset (MPI_File_write_at).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The memory that the values lie in.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <returns>How many <typeparamref name="T"/> were written.</returns>
    /// <exception cref="MpiException">The layout does not lie inside the memory, the file may not be written, the offset is negative, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAt<T>(long offset, ReadOnlySpan<T> values, Datatype layout, int count)
        where T : unmanaged => MoveAt<T>(MpiFunctions.FileWriteAt, "MPI_File_write_at", true, offset, values, new(layout, count));

    /// <summary>Reads values from an offset on, to where <paramref name="layout"/> says (MPI_File_read_at_all). Collective: every process must call this.</summary>
    /// <inheritdoc cref="ReadAt{T}(long, Span{T}, Datatype, int)"/>
    public CompletedStatus ReadAtAll<T>(long offset, Span<T> values, Datatype layout, int count)
        where T : unmanaged =>
        MoveAt<T>(MpiFunctions.FileReadAtAll, "MPI_File_read_at_all", false, offset, values, new(layout, count), collective: true);

    /// <summary>Writes the values that lie where <paramref name="layout"/> says at an offset (MPI_File_write_at_all). Collective: every process must call this.</summary>
    /// <inheritdoc cref="WriteAt{T}(long, ReadOnlySpan{T}, Datatype, int)"/>
    public CompletedStatus WriteAtAll<T>(long offset, ReadOnlySpan<T> values, Datatype layout, int count)
        where T : unmanaged =>
        MoveAt<T>(MpiFunctions.FileWriteAtAll, "MPI_File_write_at_all", true, offset, values, new(layout, count), collective: true);

    /// <summary>Reads values at this process's file pointer, which moves on, to where <paramref name="layout"/> says (MPI_File_read).</summary>
    /// <param name="values">The memory that the values go to.</param>
    /// <param name="layout">Where they go; the gaps stay as they are.</param>
    /// <param name="count">For how many elements of the layout there is room.</param>
    /// <returns>How many <typeparamref name="T"/> there were: fewer than asked for at the end of the file.</returns>
    /// <exception cref="MpiException">The layout does not lie inside the memory, the file may not be read, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus Read<T>(Span<T> values, Datatype layout, int count)
        where T : unmanaged => Move<T>(MpiFunctions.FileRead, "MPI_File_read", false, values, new(layout, count));

    /// <summary>Writes the values that lie where <paramref name="layout"/> says at this process's file pointer, which moves on (MPI_File_write).</summary>
    /// <param name="values">The memory that the values lie in.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="count">How many elements of the layout, each an extent after the one before.</param>
    /// <returns>How many <typeparamref name="T"/> were written.</returns>
    /// <exception cref="MpiException">The layout does not lie inside the memory, the file may not be written, the values are not whole elements of the view, the file was disposed, or the library failed.</exception>
    public CompletedStatus Write<T>(ReadOnlySpan<T> values, Datatype layout, int count)
        where T : unmanaged => Move<T>(MpiFunctions.FileWrite, "MPI_File_write", true, values, new(layout, count));

    /// <summary>Reads values at this process's file pointer, which moves on, to where <paramref name="layout"/> says (MPI_File_read_all). Collective: every process must call this.</summary>
    /// <inheritdoc cref="Read{T}(Span{T}, Datatype, int)"/>
    public CompletedStatus ReadAll<T>(Span<T> values, Datatype layout, int count)
        where T : unmanaged => Move<T>(MpiFunctions.FileReadAll, "MPI_File_read_all", false, values, new(layout, count), collective: true);

    /// <summary>Writes the values that lie where <paramref name="layout"/> says at this process's file pointer, which moves on (MPI_File_write_all). Collective: every process must call this.</summary>
    /// <inheritdoc cref="Write{T}(ReadOnlySpan{T}, Datatype, int)"/>
    public CompletedStatus WriteAll<T>(ReadOnlySpan<T> values, Datatype layout, int count)
        where T : unmanaged => Move<T>(MpiFunctions.FileWriteAll, "MPI_File_write_all", true, values, new(layout, count), collective: true);

    /// <summary>Where in memory the values of a transfer lie; the default is one after the other.</summary>
    private readonly struct MemoryLayout
    {
        private readonly Datatype? _type;
        private readonly int _count;

        public MemoryLayout(Datatype type, int count)
        {
            ArgumentNullException.ThrowIfNull(type, "layout");
            (_type, _count) = (type, count);
        }

        /// <summary>True where a datatype says where the values lie.</summary>
        public bool IsGiven => _type is not null;

        /// <summary>The datatype and count for the library; checked that all lies inside the memory.</summary>
        public nint Describe<T>(int length, string function, out int count, out long bytes)
            where T : unmanaged
        {
            long room = (long)length * sizeof(T);
            if (_type is null)
            {
                bytes = room;
                return Datatypes.For<T>(length, out count);
            }

            nint handle = _type.Handle;
            _type.CheckInside(room, 0, _count, function);
            (count, bytes) = (_count, checked(_type.Size * _count));
            return handle;
        }
    }
}
