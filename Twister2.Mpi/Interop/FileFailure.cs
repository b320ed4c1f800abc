namespace Twister2.Mpi.Interop;

/// <summary>What .NET's exceptions of the file system are in MPI's error classes.</summary>
internal static class FileFailure
{
    // errno of Linux and macOS, which .NET gives as HResult where it has no exception type.
    private const int NotThere = 2;
    private const int Exists = 17;
    private const int IsFolder = 21;
    private const int TooLarge = 27;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;

    /// <summary>The class; <see cref="ErrorClass.Success"/> for an exception that is no failure of the file system.</summary>
    public static ErrorClass ClassOf(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => ErrorClass.NoSuchFile,
        UnauthorizedAccessException => ErrorClass.Access,
        PathTooLongException => ErrorClass.BadFile,
        NotSupportedException => ErrorClass.UnsupportedOperation,
        IOException { HResult: NotThere } => ErrorClass.NoSuchFile,
        IOException { HResult: Exists } => ErrorClass.FileExists,
        IOException { HResult: IsFolder } => ErrorClass.BadFile,
        IOException { HResult: TooLarge or NoSpace } => ErrorClass.NoSpace,
        IOException { HResult: QuotaLinux or QuotaMac } => ErrorClass.Quota,
        IOException { HResult: ReadOnly } => ErrorClass.ReadOnly,
        IOException => ErrorClass.IO,
        _ => ErrorClass.Success,
    };
}
