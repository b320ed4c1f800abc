using System.Runtime.InteropServices;
using System.Text;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Info objects: dictionaries.</summary>
internal static unsafe class InfoCalls
{
    // MPI_MAX_INFO_KEY and MPI_MAX_INFO_VAL of the standard ABI, end mark included.
    private const int MaxKey = 256;
    private const int MaxValue = 1024;

    [UnmanagedCallersOnly]
    public static int Create(nint* info)
    {
        lock (ProcessState.Gate)
        {
            *info = ProcessState.Infos.Add([]);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Duplicate(nint info, nint* result)
    {
        lock (ProcessState.Gate)
        {
            if (!ProcessState.Infos.TryGet(info, out var entries))
                return (int)ErrorClass.Info;
            *result = ProcessState.Infos.Add(new(entries));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Free(nint* info)
    {
        lock (ProcessState.Gate)
        {
            bool known = ProcessState.Infos.Remove(*info);
            *info = Abi.Table.InfoNull;
            return known ? Abi.Success : (int)ErrorClass.Info;
        }
    }

    [UnmanagedCallersOnly]
    public static int Set(nint info, byte* key, byte* value)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(info, key, out var entries, out string name);
            int length = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value).Length;
            if (error == 0 && length is 0 or >= MaxValue)
                error = (int)ErrorClass.InfoValue;
            if (error == 0)
                entries[name] = Text(value);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Delete(nint info, byte* key)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(info, key, out var entries, out string name);
            return error != 0 ? error : entries.Remove(name) ? Abi.Success : (int)ErrorClass.InfoNoKey;
        }
    }

    [UnmanagedCallersOnly]
    public static int CountKeys(nint info, int* count)
    {
        lock (ProcessState.Gate)
        {
            bool known = ProcessState.Infos.TryGet(info, out var entries);
            *count = entries?.Count ?? 0;
            return known ? Abi.Success : (int)ErrorClass.Info;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetKey(nint info, int index, byte* key)
    {
        lock (ProcessState.Gate)
        {
            if (!ProcessState.Infos.TryGet(info, out var entries))
                return (int)ErrorClass.Info;
            if ((uint)index >= (uint)entries.Count)
                return (int)ErrorClass.Argument;
            Put(entries.Keys.ElementAt(index), key, MaxKey);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetLength(nint info, byte* key, int* length, int* flag)
    {
        lock (ProcessState.Gate)
        {
            int error = Look(info, key, out string? value);
            *flag = value is null ? 0 : 1;
            *length = Encoding.UTF8.GetByteCount(value ?? "");
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Get(nint info, byte* key, int room, byte* text, int* flag)
    {
        lock (ProcessState.Gate)
        {
            int error = Look(info, key, out string? value);
            *flag = value is null ? 0 : 1;
            if (value is not null)
                Put(value, text, room + 1);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetString(nint info, byte* key, int* room, byte* text, int* flag)
    {
        lock (ProcessState.Gate)
        {
            int error = Look(info, key, out string? value);
            *flag = value is null ? 0 : 1;
            if (value is null)
                return error;
            if (*room > 0)
                Put(value, text, *room);
            *room = Encoding.UTF8.GetByteCount(value) + 1;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int DuplicateCommunicator(nint comm, nint info, nint* result)
    {
        lock (ProcessState.Gate)
        {
            return ProcessState.Infos.TryGet(info, out var entries)
                ? CommunicatorCalls.Copy(comm, entries, result)
                : (int)ErrorClass.Info;
        }
    }

    [UnmanagedCallersOnly]
    public static int SetOfCommunicator(nint comm, nint info)
    {
        lock (ProcessState.Gate)
            return Merge(info, ProcessState.Communicator(comm)?.Info, ErrorClass.Communicator);
    }

    [UnmanagedCallersOnly]
    public static int GetOfCommunicator(nint comm, nint* info)
    {
        lock (ProcessState.Gate)
            return Copy(ProcessState.Communicator(comm)?.Info, info, ErrorClass.Communicator);
    }

    [UnmanagedCallersOnly]
    public static int SetOfWindow(nint window, nint info)
    {
        lock (ProcessState.Gate)
            return Merge(info, SingleWindow.Find(window)?.Info, ErrorClass.Window);
    }

    [UnmanagedCallersOnly]
    public static int GetOfWindow(nint window, nint* info)
    {
        lock (ProcessState.Gate)
            return Copy(SingleWindow.Find(window)?.Info, info, ErrorClass.Window);
    }

    [UnmanagedCallersOnly]
    public static int SetOfFile(nint file, nint info)
    {
        lock (ProcessState.Gate)
            return Merge(info, FileCalls.Find(file)?.Info, ErrorClass.File);
    }

    [UnmanagedCallersOnly]
    public static int GetOfFile(nint file, nint* info)
    {
        lock (ProcessState.Gate)
            return Copy(FileCalls.Find(file)?.Info, info, ErrorClass.File);
    }

    /// <summary>Adds hints to those that an object has; none for the null handle.</summary>
    public static int Merge(nint info, Dictionary<string, string>? target, ErrorClass missing)
    {
        if (target is null)
            return (int)missing;
        if (info == Abi.Table.InfoNull)
            return Abi.Success;
        if (!ProcessState.Infos.TryGet(info, out var entries))
            return (int)ErrorClass.Info;
        foreach (var (key, value) in entries)
            target[key] = value;
        return Abi.Success;
    }

    private static int Copy(Dictionary<string, string>? source, nint* info, ErrorClass missing)
    {
        if (source is null)
            return (int)missing;
        *info = ProcessState.Infos.Add(new(source));
        return Abi.Success;
    }

    private static int Look(nint info, byte* key, out string? value)
    {
        value = null;
        int error = Find(info, key, out var entries, out string name);
        if (error == 0)
            value = entries.GetValueOrDefault(name);
        return error;
    }

    private static int Find(nint info, byte* key, out Dictionary<string, string> entries, out string name)
    {
        name = Text(key);
        return !ProcessState.Infos.TryGet(info, out entries!) ? (int)ErrorClass.Info
            : name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= MaxKey ? (int)ErrorClass.InfoKey
            : Abi.Success;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text)!;

    /// <summary>Writes as much of a text as there is room for, with its end mark.</summary>
    private static void Put(string value, byte* text, int room)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        int length = Math.Min(bytes.Length, room - 1);
        bytes.AsSpan(0, length).CopyTo(new Span<byte>(text, length));
        text[length] = 0;
    }
}
