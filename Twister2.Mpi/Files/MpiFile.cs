using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A file that several processes read and write together (MPI_File). Each process sees it through a view, by default all of its bytes.
/// </summary>
/// <remarks>
/// <para>Three ways to say where: an explicit offset (<c>ReadAt</c>, <c>WriteAt</c>), the process's own file pointer (<c>Read</c>, <c>Write</c>), and one
/// pointer that all share (<c>ReadShared</c>, <c>WriteOrdered</c>). Names with <c>All</c> or <c>Ordered</c> are collective. Offsets and positions count in
/// the view's element type, from the view's start: in bytes until <see cref="SetView{T}(long)"/> says otherwise.</para>
/// <para>What one process writes another is sure to read only after both have called <see cref="Sync"/> with a barrier between, or after
/// the file was closed, or where <see cref="Atomic"/> is set.</para>
/// <para>A file is used by one thread of a process at a time.</para>
/// </remarks>
/// <example>
/// <code>
/// using var file = MpiFile.Open(world, "numbers.bin", FileAccessMode.Create | FileAccessMode.WriteOnly);
/// file.SetView&lt;double&gt;(0);
/// file.WriteAtAll&lt;double&gt;(world.Rank * mine.Length, mine);
/// </code>
/// </example>
public sealed unsafe partial class MpiFile : IDisposable
{
    private readonly nint _handle;
    private readonly bool _sequential;
    private bool _disposed;

    private MpiFile(nint handle, string path, FileAccessMode mode)
    {
        (_handle, Path, AccessMode) = (handle, path, mode);
        _sequential = mode.HasFlag(FileAccessMode.Sequential);
        View = new FileView(0, Datatype.Of<byte>(), Datatype.Of<byte>(), NativeRepresentation);
        LeftOpen.Add(this);
    }

    /// <summary>The path it was opened with.</summary>
    public string Path { get; }

    /// <summary>How it was opened (MPI_File_get_amode).</summary>
    public FileAccessMode AccessMode { get; }

    /// <summary>The file's length in bytes, whatever the view (MPI_File_get_size, MPI_File_set_size). Setting it is collective: every process must do
    /// so, with the same length; it cuts the file or makes it longer, and moves no file pointer.</summary>
    /// <exception cref="MpiException">The length is negative, the file was disposed, or the library failed.</exception>
    public long Size
    {
        get
        {
            long size = 0;
            Check(MpiFunctions.FileGetSize(Handle, &size), "MPI_File_get_size");
            return size;
        }

        set
        {
            CheckWritable("MPI_File_set_size");
            CheckNotNegative(value, "size", "MPI_File_set_size");
            Check(MpiFunctions.FileSetSize(Handle, value), "MPI_File_set_size");
        }
    }

    /// <summary>
    /// True where each read sees each write of any process as a whole and at once (MPI_File_get_atomicity, MPI_File_set_atomicity). Setting it is
    /// collective: every process must do so, with the same value. Not every library can.
    /// </summary>
    /// <exception cref="MpiException">The library does not have it, the file was disposed, or the library failed.</exception>
    public bool Atomic
    {
        get
        {
            int flag = 0;
            Check(MpiFunctions.FileGetAtomicity(Handle, &flag), "MPI_File_get_atomicity");
            return flag != 0;
        }

        set => Check(MpiFunctions.FileSetAtomicity(Handle, value ? 1 : 0), "MPI_File_set_atomicity");
    }

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The file was disposed, or MPI has been finalised.</exception>
    private nint Handle
    {
        get
        {
            Native.EnsureLive("MPI_File");
            return !_disposed ? _handle : throw new MpiException(ErrorClass.File, "MPI_File", $"\"{Path}\" was closed before this call");
        }
    }

    /// <summary>
    /// Opens a file (MPI_File_open). Collective: every process of the communicator must call this, with the same mode and a path to the same
    /// file. If it fails on one process it fails on all.
    /// </summary>
    /// <param name="communicator">The processes that use the file; <see cref="Communicator.self"/> for one alone.</param>
    /// <param name="path">The path, as every process sees it.</param>
    /// <param name="mode">One of ReadOnly, WriteOnly, ReadWrite, with others.</param>
    /// <param name="info">Hints, such as "striping_factor" or "cb_nodes"; the library passes over those it does not know.</param>
    /// <exception cref="MpiException">The mode contradicts itself (<see cref="ErrorClass.AccessMode"/>), there is no such file
    /// (<see cref="ErrorClass.NoSuchFile"/>), it may not be opened (<see cref="ErrorClass.Access"/>, <see cref="ErrorClass.ReadOnly"/>), it is there
    /// already (<see cref="ErrorClass.FileExists"/>), or another process could not open it (<see cref="ErrorClass.File"/>).</exception>
    public static MpiFile Open(Intracommunicator communicator, string path, FileAccessMode mode, Info? info = null)
    {
        const string Function = "MPI_File_open";
        ArgumentNullException.ThrowIfNull(communicator);
        nint comm = communicator.Handle;
        byte[] nativePath = NativePath(path, Function);
        int amode = NativeMode(mode, Function);
        nint hints = Info.HandleOf(info);
        PrepareErrors(Function);
        if (Native.Abi.OpenHangsIfOneFails)
            CheckOpensEverywhere(communicator, path, mode);
        nint handle = 0;
        int code;
        fixed (byte* text = nativePath)
            code = MpiFunctions.FileOpen(comm, text, amode, hints, &handle);
        return Agreed(communicator, code, handle, path, mode);
    }

    /// <summary>Deletes a file that nobody has open (MPI_File_delete). One process does this.</summary>
    /// <param name="path">The path, as this process sees it.</param>
    /// <param name="info">Hints for the library.</param>
    /// <exception cref="MpiException">There is no such file (<see cref="ErrorClass.NoSuchFile"/>), it may not be deleted, or the library
    /// failed.</exception>
    public static void Delete(string path, Info? info = null)
    {
        const string Function = "MPI_File_delete";
        Native.EnsureLive(Function);
        byte[] nativePath = NativePath(path, Function);
        nint hints = Info.HandleOf(info);
        PrepareErrors(Function);
        int code;
        fixed (byte* text = nativePath)
            code = MpiFunctions.FileDelete(text, hints);
        if (code != 0)
            throw ToException(code, Function, path);
    }

    /// <summary>Sees to it that there is storage for so many bytes, and makes the file at least so long (MPI_File_preallocate). Collective: every process
    /// must call this, with the same length.</summary>
    /// <param name="size">Bytes from the start of the file.</param>
    /// <exception cref="MpiException">No space (<see cref="ErrorClass.NoSpace"/>), the length is negative, the file was disposed, or the library
    /// failed.</exception>
    public void Preallocate(long size)
    {
        CheckWritable("MPI_File_preallocate");
        CheckNotNegative(size, "size", "MPI_File_preallocate");
        Check(MpiFunctions.FilePreallocate(Handle, size), "MPI_File_preallocate");
    }

    /// <summary>Brings what this process has written to the storage, and what others have brought there before into its sight (MPI_File_sync).
    /// Collective: every process must call this.</summary>
    /// <exception cref="MpiException">The file was disposed, or the library failed.</exception>
    public void Sync() => Check(MpiFunctions.FileSync(Handle), "MPI_File_sync");

    /// <summary>
    /// Closes the file (MPI_File_close), after its operations under way have ended. Collective: every process that opened it must do so. Nothing
    /// happens a second time, or after MPI's end.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        if (Native.IsLive)
            Close();
        _disposed = true;
        LeftOpen.Remove(this);
    }

    private void Close()
    {
        EndSplit();
        var dropped = _pending.FindAll(r => !r.IsCompleted);
        dropped.ForEach(r => r.WaitForEnd());
        nint handle = _handle;
        int code = MpiFunctions.FileClose(&handle);
        _disposed = true;
        LeftOpen.Remove(this);
        ReleaseView();
        Check(code, "MPI_File_close");
        // A failure that nobody has seen.
        dropped.ForEach(r => r.Result());
    }

    /// <summary>The path as C has it, with what keeps the library from taking a part of it for the name of a file system.</summary>
    private static byte[] NativePath(string path, string function)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || path.Contains('\0'))
            throw new MpiException(ErrorClass.BadFile, function, "a path has one character at least, and no null character");
        string prefix = path.Contains(':') ? Native.Abi.ColonPathPrefix : "";
        byte[] result = Encoding.UTF8.GetBytes(prefix + path + '\0');
        return result.Length - 1 <= Native.Abi.MaxFilePath
            ? result
            : throw new MpiException(
                ErrorClass.BadFile, function,
                $"\"{path}\" has {result.Length - 1} bytes; this MPI library takes {Native.Abi.MaxFilePath}. Use a shorter or a relative path, or a symbolic link");
    }
}
