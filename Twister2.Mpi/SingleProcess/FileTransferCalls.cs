using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Reads and writes of files in a world of one: a collective one is like any other.</summary>
internal static unsafe class FileTransferCalls
{
    [UnmanagedCallersOnly]
    public static int ReadAt(nint file, long offset, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.None, offset, data, count, type, false, status);

    [UnmanagedCallersOnly]
    public static int Read(nint file, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.Own, 0, data, count, type, false, status);

    [UnmanagedCallersOnly]
    public static int ReadShared(nint file, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.Shared, 0, data, count, type, false, status);

    [UnmanagedCallersOnly]
    public static int ImmediateReadAt(nint file, long offset, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.None, offset, data, count, type, false, request);

    [UnmanagedCallersOnly]
    public static int ImmediateRead(nint file, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.Own, 0, data, count, type, false, request);

    [UnmanagedCallersOnly]
    public static int ImmediateReadShared(nint file, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.Shared, 0, data, count, type, false, request);

    [UnmanagedCallersOnly]
    public static int BeginReadAt(nint file, long offset, void* data, int count, nint type) =>
        Begin(file, Pointer.None, offset, data, count, type, false);

    [UnmanagedCallersOnly]
    public static int BeginRead(nint file, void* data, int count, nint type) =>
        Begin(file, Pointer.Own, 0, data, count, type, false);

    [UnmanagedCallersOnly]
    public static int BeginReadOrdered(nint file, void* data, int count, nint type) =>
        Begin(file, Pointer.Shared, 0, data, count, type, false);

    [UnmanagedCallersOnly]
    public static int WriteAt(nint file, long offset, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.None, offset, data, count, type, true, status);

    [UnmanagedCallersOnly]
    public static int Write(nint file, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.Own, 0, data, count, type, true, status);

    [UnmanagedCallersOnly]
    public static int WriteShared(nint file, void* data, int count, nint type, void* status) =>
        Move(file, Pointer.Shared, 0, data, count, type, true, status);

    [UnmanagedCallersOnly]
    public static int ImmediateWriteAt(nint file, long offset, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.None, offset, data, count, type, true, request);

    [UnmanagedCallersOnly]
    public static int ImmediateWrite(nint file, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.Own, 0, data, count, type, true, request);

    [UnmanagedCallersOnly]
    public static int ImmediateWriteShared(nint file, void* data, int count, nint type, nint* request) =>
        Start(file, Pointer.Shared, 0, data, count, type, true, request);

    [UnmanagedCallersOnly]
    public static int BeginWriteAt(nint file, long offset, void* data, int count, nint type) =>
        Begin(file, Pointer.None, offset, data, count, type, true);

    [UnmanagedCallersOnly]
    public static int BeginWrite(nint file, void* data, int count, nint type) =>
        Begin(file, Pointer.Own, 0, data, count, type, true);

    [UnmanagedCallersOnly]
    public static int BeginWriteOrdered(nint file, void* data, int count, nint type) =>
        Begin(file, Pointer.Shared, 0, data, count, type, true);

    [UnmanagedCallersOnly]
    public static int End(nint file, void* data, void* status) =>
        FileCalls.With(file, f => Arguments.Put(status, f.Begun));

    private static int Begin(nint file, Pointer pointer, long offset, void* data, int count, nint type, bool write)
    {
        SingleStatus status = default;
        int error = Move(file, pointer, offset, data, count, type, write, &status);
        SingleStatus begun = status;
        return error != 0 ? error : FileCalls.With(file, f => f.Begun = begun);
    }

    // Done at once; an error comes when the request is waited for, as with a real library.
    private static int Start(nint file, Pointer pointer, long offset, void* data, int count, nint type, bool write, nint* request)
    {
        SingleStatus status = default;
        int error = Move(file, pointer, offset, data, count, type, write, &status);
        var operation = new PendingOperation();
        operation.Finish(status, error);
        lock (ProcessState.Gate)
            *request = ProcessState.Add(operation);
        return Abi.Success;
    }

    private static int Move(nint handle, Pointer pointer, long offset, void* data, int count, nint type, bool write, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.Buffer(count, type, out long bytes);
            if (error != 0)
                return error;
            var map = ProcessState.Datatype(type)!;
            if (!map.IsContiguous && bytes > Array.MaxLength)
                return (int)ErrorClass.NoMemory;
            return FileCalls.With(handle, file =>
            {
                long place = pointer == Pointer.Own ? file.Position : pointer == Pointer.Shared ? file.SharedPosition : offset;
                long moved = Transfer(file, place * file.Element.Size, (byte*)data, count, type, map, bytes, write);
                // The shared pointer moves by what was asked for, as MPI has it; the other by what there was.
                if (pointer == Pointer.Own)
                    file.Position = place + (moved / file.Element.Size);
                else if (pointer == Pointer.Shared)
                    file.SharedPosition = place + (bytes / file.Element.Size);
                Arguments.Put(status, SingleStatus.Of(0, moved));
            });
        }
    }

    private static long Transfer(SingleFile file, long place, byte* data, int count, nint type, TypeMap map, long bytes, bool write)
    {
        if (map.IsContiguous && !write)
            return file.Read(data, bytes, place);
        if (map.IsContiguous)
        {
            file.Write(data, bytes, place);
            return bytes;
        }

        if (write)
        {
            fixed (byte* packed = TypeMap.Packed(data, count, type, bytes))
                file.Write(packed, bytes, place);
            return bytes;
        }

        var room = new byte[bytes];
        long got;
        fixed (byte* target = room)
            got = file.Read(target, bytes, place);
        TypeMap.Unpack(room.AsSpan(0, (int)got), data, map);
        return got;
    }

    private enum Pointer
    {
        None, Own, Shared,
    }
}
