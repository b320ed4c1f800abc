using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Files have an error handler of their own; errors come with the path, and with what can be done.
public sealed unsafe partial class MpiFile
{
    private static bool _prepared;

    /// <summary>Lets errors of calls without a file come back as codes; that is the default, but a program that embeds .NET may have changed it.</summary>
    private static void PrepareErrors(string function)
    {
        if (_prepared)
            return;
        if (MpiFunctions.FileOpen == null || MpiFunctions.FileSetErrhandler == null)
        {
            throw new MpiException(
                ErrorClass.UnsupportedOperation, function, $"the MPI library was built without MPI-IO: {Environment.Library}");
        }

        Native.Check(MpiFunctions.FileSetErrhandler(Native.Abi.FileNull, Native.Abi.ErrorsReturn), "MPI_File_set_errhandler");
        _prepared = true;
    }

    private void Check(int code, string function)
    {
        if (code != 0)
            throw ToException(code, function, Path);
    }

    internal static MpiException ToException(int code, string function, string path)
    {
        var error = Native.ToException(code, function);
        // ROMIO has no class of its own for a full file system.
        var errorClass = error.ErrorClass is ErrorClass.IO or ErrorClass.Other && IsFull(path) ? ErrorClass.NoSpace : error.ErrorClass;
        string advice = Advice(errorClass);
        return new MpiException(errorClass, code, function, $"\"{path}\": {error.Text}{(advice.Length == 0 ? "" : ". ")}{advice}");
    }

    /// <summary>The exception for a write that ended early, null for none: OMPIO says that all went well when the file system is full.</summary>
    internal static MpiException? WriteProblem(in NativeStatus status, long bytes, string function, string path)
    {
        NativeStatus copy = status;
        int written = 0;
        Native.Check(MpiFunctions.GetCount(&copy, Native.Abi.Datatype(DatatypeKind.Byte), &written), "MPI_Get_count");
        // More than an int counts is undefined; so much is no short write.
        if (written == MpiAbi.Undefined || written == bytes)
            return null;
        var errorClass = IsFull(path) ? ErrorClass.NoSpace : ErrorClass.IO;
        return new MpiException(errorClass, function, $"\"{path}\": {written} of {bytes} bytes were written. {Advice(errorClass)}");
    }

    private void CheckWritten(in NativeStatus status, long bytes, string function)
    {
        if (WriteProblem(in status, bytes, function, Path) is { } problem)
            throw problem;
    }

    private static bool IsFull(string path)
    {
        try
        {
            return new DriveInfo(System.IO.Path.GetFullPath(path)).AvailableFreeSpace < System.Environment.SystemPageSize;
        }
        catch (Exception e) when (FileFailure.ClassOf(e) != ErrorClass.Success)
        {
            return false;
        }
    }

    private static string Advice(ErrorClass errorClass) => errorClass switch
    {
        ErrorClass.NoSuchFile => "Check the path as this node sees it, or add FileAccessMode.Create",
        ErrorClass.FileExists => "Leave out FileAccessMode.Exclusive, or delete the file first",
        ErrorClass.Access => "Check the permissions of the file and its folders, and that it is a file",
        ErrorClass.ReadOnly => "The file or its file system can only be read",
        ErrorClass.NoSpace => "The file system is full",
        ErrorClass.Quota => "The user's quota is used up",
        ErrorClass.BadFile => "Check that the path is not too long, and not that of a folder",
        ErrorClass.FileInUse => "Close it everywhere first",
        ErrorClass.UnsupportedOperation => "The library, or the file system, cannot do this",
        ErrorClass.IO => "Reading or writing failed: is the file system full or gone, or is the path a folder's?",
        _ => "",
    };
}
