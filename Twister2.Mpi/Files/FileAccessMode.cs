namespace Twister2.Mpi;

/// <summary>How a file is opened (MPI_MODE_*): exactly one of the first three, with any of the others. The numbers are the same for every MPI library.</summary>
[Flags]
public enum FileAccessMode
{
    /// <summary>Nothing; no file can be opened so.</summary>
    None = 0,

    /// <summary>For reading only (MPI_MODE_RDONLY).</summary>
    ReadOnly = 1,

    /// <summary>For writing only (MPI_MODE_WRONLY).</summary>
    WriteOnly = 2,

    /// <summary>For reading and writing (MPI_MODE_RDWR).</summary>
    ReadWrite = 4,

    /// <summary>Make the file if it is not there (MPI_MODE_CREATE). One that is there keeps its content: set <see cref="MpiFile.Size"/> to 0 to empty it.</summary>
    Create = 8,

    /// <summary>With <see cref="Create"/>: fail if the file is there already (MPI_MODE_EXCL).</summary>
    Exclusive = 16,

    /// <summary>Delete the file when it is closed (MPI_MODE_DELETE_ON_CLOSE).</summary>
    DeleteOnClose = 32,

    /// <summary>A promise that nobody else has the file open, which lets the library do less (MPI_MODE_UNIQUE_OPEN).</summary>
    UniqueOpen = 64,

    /// <summary>A promise that the file is only read or written from front to back, with the shared pointer (MPI_MODE_SEQUENTIAL).</summary>
    Sequential = 128,

    /// <summary>All file pointers start at the end (MPI_MODE_APPEND).</summary>
    Append = 256,
}
