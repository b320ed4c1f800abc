using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Opening fails on all processes or on none. OMPIO hangs where one process cannot open the file that the others have open.
public sealed partial class MpiFile
{
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
