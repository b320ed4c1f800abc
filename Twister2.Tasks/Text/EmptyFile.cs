using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Twister2.Tasks;

/// <summary>
/// Looks whether a file without bytes is really one. Pipes, devices and the files of /proc have the length 0 as well: they would be read as nothing, without an error, and cannot
/// be read in parts by many workers.
/// </summary>
internal static partial class EmptyFile
{
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000; // Linux on x86-64 and arm64.

    /// <exception cref="DataAccessException">The file is not empty, or no file of bytes.</exception>
    public static void Check(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        // .NET's own way to open a pipe waits until somebody writes to it.
        int descriptor = open(path, ReadOnly | NonBlocking | CloseOnExec);
        if (descriptor < 0)
            throw new DataAccessException($"Input '{path}' cannot be read: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (lseek(descriptor, 0, SeekCurrent) < 0)
            throw new DataAccessException($"Input '{path}' is a pipe or a device: workers read files in parts, at any place. Write what it gives into a file first.");
        if (RandomAccess.Read(handle, new byte[1], 0) > 0)
            throw new DataAccessException(
                $"Input '{path}' says that it has no bytes, but has some: it is a special file, such as those of /proc, or it is being written. Copy it into a file first.");
    }

    private const int SeekCurrent = 1;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int from);
}
