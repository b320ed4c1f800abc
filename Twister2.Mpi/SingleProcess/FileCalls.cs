using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Files of a world of one: opening, closing, size, view, positions. Reads and writes are in FileTransferCalls.</summary>
internal static unsafe class FileCalls
{
    private static readonly Dictionary<nint, SingleFile> Files = [];

    // Apart from the handles of other objects, so that a wrong one is known.
    private static nint _nextHandle = 0x4000_0000;

    public static SingleFile? Find(nint handle) => Files.GetValueOrDefault(handle);

    [UnmanagedCallersOnly]
    public static int Open(nint comm, byte* path, int mode, nint info, nint* result)
    {
        lock (ProcessState.Gate)
        {
            if (Arguments.Communicator(comm) is var error && error != 0)
                return error;
            try
            {
                var hints = new Dictionary<string, string>();
                if (InfoCalls.Merge(info, hints, ErrorClass.Info) is var wrong && wrong != 0)
                    return wrong;
                var file = Open(Marshal.PtrToStringUTF8((nint)path)!, mode);
                foreach (var (key, value) in hints)
                    file.Info[key] = value;
                Files.Add(++_nextHandle, file);
                *result = _nextHandle;
                return Abi.Success;
            }
            catch (Exception e) when (FileFailure.ClassOf(e) != ErrorClass.Success)
            {
                return (int)FileFailure.ClassOf(e);
            }
        }
    }

    [UnmanagedCallersOnly]
    public static int Close(nint* handle)
    {
        nint known = *handle;
        *handle = Abi.Table.FileNull;
        return With(known, file =>
        {
            Files.Remove(known);
            file.Close();
        });
    }

    [UnmanagedCallersOnly]
    public static int Delete(byte* path, nint info)
    {
        string name = Marshal.PtrToStringUTF8((nint)path)!;
        try
        {
            if (Directory.Exists(name))
                return (int)ErrorClass.BadFile;
            if (!File.Exists(name))
                return (int)ErrorClass.NoSuchFile;
            File.Delete(name);
            return Abi.Success;
        }
        catch (Exception e) when (FileFailure.ClassOf(e) != ErrorClass.Success)
        {
            return (int)FileFailure.ClassOf(e);
        }
    }

    // Errors always come back as codes.
    [UnmanagedCallersOnly]
    public static int SetErrorHandler(nint handle, nint handler) =>
        handle == Abi.Table.FileNull || Find(handle) is not null ? Abi.Success : (int)ErrorClass.File;

    [UnmanagedCallersOnly]
    public static int GetMode(nint handle, int* mode) => With(handle, file => *mode = file.Mode);

    [UnmanagedCallersOnly]
    public static int GetSize(nint handle, long* size) => With(handle, file => *size = file.Length);

    [UnmanagedCallersOnly]
    public static int GetGroup(nint handle, nint* group) => With(handle, _ => *group = ProcessState.Groups.Add(true));

    [UnmanagedCallersOnly]
    public static int GetTypeExtent(nint handle, nint type, nint* extent)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            return With(handle, _ => *extent = (nint)known.Extent);
        }
    }

    [UnmanagedCallersOnly]
    public static int SetSize(nint handle, long size) => With(handle, file => file.Length = size);

    [UnmanagedCallersOnly]
    public static int Preallocate(nint handle, long size) => With(handle, file => file.Preallocate(size));

    [UnmanagedCallersOnly]
    public static int Sync(nint handle) => With(handle, file => file.Flush());

    [UnmanagedCallersOnly]
    public static int SetAtomicity(nint handle, int flag) => With(handle, file => file.IsAtomic = flag != 0);

    [UnmanagedCallersOnly]
    public static int GetAtomicity(nint handle, int* flag) => With(handle, file => *flag = file.IsAtomic ? 1 : 0);

    [UnmanagedCallersOnly]
    public static int SetView(nint handle, long displacement, nint element, nint pattern, byte* representation, nint info)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(element) is not { Size: > 0 } unit || ProcessState.Datatype(pattern) is not { Size: > 0 } tile)
                return (int)ErrorClass.Type;
            if (!MemoryMarshal.CreateReadOnlySpanFromNullTerminated(representation).SequenceEqual("native"u8))
                return (int)ErrorClass.UnsupportedDataRepresentation;
            if (InfoCalls.Merge(info, Find(handle)?.Info, ErrorClass.File) is var error && error != 0)
                return error;
            return With(handle, file => file.SetView(displacement, unit, tile));
        }
    }

    [UnmanagedCallersOnly]
    public static int GetByteOffset(nint handle, long offset, long* result) =>
        With(handle, file => *result = file.Locate(offset * file.Element.Size).Offset);

    [UnmanagedCallersOnly]
    public static int GetPosition(nint handle, long* position) => With(handle, file => *position = file.Position);

    [UnmanagedCallersOnly]
    public static int GetSharedPosition(nint handle, long* position) => With(handle, file => *position = file.SharedPosition);

    [UnmanagedCallersOnly]
    public static int Seek(nint handle, long offset, int origin) => Seek(handle, offset, origin, shared: false);

    [UnmanagedCallersOnly]
    public static int SeekShared(nint handle, long offset, int origin) => Seek(handle, offset, origin, shared: true);

    /// <summary>Does something with a file under the lock; what the file system throws comes back as an error class.</summary>
    public static int With(nint handle, Action<SingleFile> action)
    {
        lock (ProcessState.Gate)
        {
            if (Find(handle) is not { } file)
                return (int)ErrorClass.File;
            try
            {
                action(file);
                return Abi.Success;
            }
            catch (Exception e) when (FileFailure.ClassOf(e) != ErrorClass.Success)
            {
                return (int)FileFailure.ClassOf(e);
            }
        }
    }

    private static int Seek(nint handle, long offset, int origin, bool shared)
    {
        bool valid = false;
        int error = With(handle, file =>
        {
            int kind = Array.IndexOf(Abi.Table.Seeks, origin);
            long start = kind == 0 ? 0 : kind == 2 ? file.EndPosition() : shared ? file.SharedPosition : file.Position;
            valid = kind >= 0 && start + offset >= 0;
            if (valid && shared)
                file.SharedPosition = start + offset;
            else if (valid)
                file.Position = start + offset;
        });
        return error != 0 || valid ? error : (int)ErrorClass.Argument;
    }

    private static SingleFile Open(string path, int mode)
    {
        bool Has(FileAccessMode flag) => (mode & MpiFile.NativeMode(flag, Abi.Table)) != 0;
        var creation = !Has(FileAccessMode.Create) ? FileMode.Open : Has(FileAccessMode.Exclusive) ? FileMode.CreateNew : FileMode.OpenOrCreate;
        var access = Has(FileAccessMode.ReadOnly) ? FileAccess.Read : Has(FileAccessMode.WriteOnly) ? FileAccess.Write : FileAccess.ReadWrite;
        // Others may do what they like with the file, as in MPI.
        SafeFileHandle storage = File.OpenHandle(path, creation, access, FileShare.ReadWrite | FileShare.Delete);
        var file = new SingleFile(storage, path, mode, Has(FileAccessMode.DeleteOnClose));
        if (Has(FileAccessMode.Append))
            file.Position = file.SharedPosition = file.Length;
        return file;
    }
}
