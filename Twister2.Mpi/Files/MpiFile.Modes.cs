using System.Numerics;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What the access mode allows: libraries differ in what they look at, and in the class of the error.
public sealed partial class MpiFile
{
    private const FileAccessMode Directions = FileAccessMode.ReadOnly | FileAccessMode.WriteOnly | FileAccessMode.ReadWrite;

    // In the order of MpiAbi.FileModes.
    private static readonly FileAccessMode[] NativeOrder =
    [
        FileAccessMode.Create, FileAccessMode.ReadOnly, FileAccessMode.WriteOnly, FileAccessMode.ReadWrite, FileAccessMode.DeleteOnClose,
        FileAccessMode.UniqueOpen, FileAccessMode.Exclusive, FileAccessMode.Append, FileAccessMode.Sequential,
    ];

    /// <summary>The library's number for a mode.</summary>
    internal static int NativeMode(FileAccessMode mode, string function)
    {
        string? problem = ModeProblem(mode);
        if (problem is not null)
            throw new MpiException(ErrorClass.AccessMode, function, problem);
        return NativeMode(mode, Native.Abi);
    }

    /// <summary>The same number by any table.</summary>
    internal static int NativeMode(FileAccessMode mode, MpiAbi abi)
    {
        int result = 0;
        for (int i = 0; i < NativeOrder.Length; i++)
            result |= mode.HasFlag(NativeOrder[i]) ? abi.FileModes[i] : 0;
        return result;
    }

    /// <summary>What the library says of the mode (MPI_File_get_amode).</summary>
    internal unsafe int NativeAccessMode
    {
        get
        {
            int mode = 0;
            Check(MpiFunctions.FileGetAmode(Handle, &mode), "MPI_File_get_amode");
            return mode;
        }
    }

    private static string? ModeProblem(FileAccessMode mode)
    {
        if (BitOperations.PopCount((uint)(mode & Directions)) != 1)
            return $"mode {mode}: give exactly one of ReadOnly, WriteOnly and ReadWrite";
        if ((int)mode >= 2 * (int)FileAccessMode.Append)
            return $"mode {mode} has flags that are not known";
        if (mode.HasFlag(FileAccessMode.ReadOnly) && (mode & (FileAccessMode.Create | FileAccessMode.Exclusive)) != 0)
            return $"mode {mode}: a file that is only read cannot be created";
        return mode.HasFlag(FileAccessMode.ReadWrite) && mode.HasFlag(FileAccessMode.Sequential)
            ? $"mode {mode}: a sequential file is either read or written"
            : null;
    }

    private void CheckReadable(string function)
    {
        if (AccessMode.HasFlag(FileAccessMode.WriteOnly))
            throw new MpiException(ErrorClass.Access, function, $"\"{Path}\" was opened for writing only; open it with FileAccessMode.ReadWrite");
    }

    private void CheckWritable(string function)
    {
        if (AccessMode.HasFlag(FileAccessMode.ReadOnly))
            throw new MpiException(ErrorClass.ReadOnly, function, $"\"{Path}\" was opened for reading only; open it with FileAccessMode.ReadWrite");
    }

    /// <summary>Only the shared pointer may be used with a sequential file.</summary>
    private void CheckNotSequential(string function)
    {
        if (_sequential)
        {
            throw new MpiException(
                ErrorClass.UnsupportedOperation, function,
                $"\"{Path}\" was opened with FileAccessMode.Sequential, which leaves the shared pointer only (ReadShared, WriteOrdered)");
        }
    }

    private void CheckNotNegative(long value, string what, string function)
    {
        if (value < 0)
            throw new MpiException(ErrorClass.Argument, function, $"the {what} for \"{Path}\" is {value}; it must be 0 or more");
    }
}
