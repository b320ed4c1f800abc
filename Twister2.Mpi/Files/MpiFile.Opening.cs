using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Opening fails on all processes or on none. OMPIO hangs where one process cannot open the file that the others have open.
public sealed unsafe partial class MpiFile
{
    /// <summary>
    /// The open file, once all processes have it; what is wrong on one is an error on all. Where all have opened it, all close it again. Where a library
    /// opened it for some only - none that is known here does - those cannot close it: that is collective, and would wait for the others for ever.
    /// </summary>
    private static MpiFile Agreed(Intracommunicator communicator, int code, nint handle, string path, FileAccessMode mode)
    {
        MpiFile? file = null;
        Exception? problem = code == 0 ? null : ToException(code, "MPI_File_open", path);
        if (problem is null)
            problem = Record(() => file = Adopt(handle, path, mode));
        Span<int> state = [code == 0 ? 1 : 0, file is null ? 0 : 1, -(int)Known(problem)];
        communicator.Allreduce(state, Operation<int>.Min);
        if (state[1] != 0)
            return file!;
        bool isOpenEverywhere = state[0] != 0;
        if (isOpenEverywhere && file is not null)
            file.Dispose();
        else if (isOpenEverywhere)
            CloseHandle(handle);
        else if (file is not null)
            LeftOpen.Remove(file);
        throw problem is null ? AnotherFailed(path) : Known(problem) == ErrorClass.Success ? Explained(problem, (ErrorClass)(-state[2]), path) : problem;
    }

    /// <summary>The class of a failure to open, success where there is none or it says nothing.</summary>
    private static ErrorClass Known(Exception? problem) =>
        problem is MpiException { ErrorClass: not (ErrorClass.Other or ErrorClass.Unknown or ErrorClass.Internal) } known ? known.ErrorClass : ErrorClass.Success;

    // One process makes the file for all. MPICH 5.0 sends the others its error code, which means something only where it was made (C programs show it).
    private static Exception Explained(Exception problem, ErrorClass elsewhere, string path) => elsewhere == ErrorClass.Success || problem is not MpiException own
        ? problem
        : new MpiException(elsewhere, own.Code, "MPI_File_open", $"\"{path}\" could not be opened by the process that does it for all. {Advice(elsewhere)}");

    // What went wrong before is the failure that the program hears of.
    private static void CloseHandle(nint handle) => _ = MpiFunctions.FileClose(&handle);

    private static MpiFile Adopt(nint handle, string path, FileAccessMode mode)
    {
        Native.Check(MpiFunctions.FileSetErrhandler(handle, Native.Abi.ErrorsReturn), "MPI_File_set_errhandler");
        return new MpiFile(handle, path, mode);
    }

    /// <summary>What an action throws, to be thrown when the others know of it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown after the other processes have been told.")]
    private static Exception? Record(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static MpiException AnotherFailed(string path) => new(
        ErrorClass.File, "MPI_File_open", $"\"{path}\" could not be opened by another process, whose exception says why");

    /// <summary>Opens the file without the library first, so that all processes know whether all can.</summary>
    private static void CheckOpensEverywhere(Intracommunicator communicator, string path, FileAccessMode mode)
    {
        var problem = OpenProblem(path, mode);
        bool all = communicator.Allreduce(problem == ErrorClass.Success ? 1 : 0, Operation<int>.Min) != 0;
        if (problem != ErrorClass.Success)
            throw new MpiException(problem, "MPI_File_open", $"\"{path}\" cannot be opened. {Advice(problem)}");
        if (!all)
            throw AnotherFailed(path);
    }

    private static ErrorClass OpenProblem(string path, FileAccessMode mode)
    {
        try
        {
            bool create = mode.HasFlag(FileAccessMode.Create);
            if (create && !File.Exists(path) && !Directory.Exists(path))
            {
                string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "/";
                return Directory.Exists(folder) ? ErrorClass.Success : ErrorClass.NoSuchFile;
            }

            // A file that must not be there is found to be there by the process that makes it.
            if (!mode.HasFlag(FileAccessMode.Exclusive))
                File.OpenHandle(path, FileMode.Open, Access(mode), FileShare.ReadWrite | FileShare.Delete).Dispose();
            return ErrorClass.Success;
        }
        catch (Exception e) when (FileFailure.ClassOf(e) != ErrorClass.Success)
        {
            return FileFailure.ClassOf(e);
        }
    }

    private static FileAccess Access(FileAccessMode mode) =>
        mode.HasFlag(FileAccessMode.ReadOnly) ? FileAccess.Read : mode.HasFlag(FileAccessMode.WriteOnly) ? FileAccess.Write : FileAccess.ReadWrite;
}
