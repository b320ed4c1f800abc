using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Windows of a world of one: how they are made, described and given back.</summary>
internal static unsafe class WindowCalls
{
    // MPI_MAX_OBJECT_NAME of the standard ABI, end mark included.
    private const int MaxName = 128;
    private const int CacheLine = 64;

    // The window's memory must outlive the call, and so must what an attribute points to.
    private static readonly nint* Values = (nint*)NativeMemory.AllocZeroed(8, (nuint)sizeof(nint));

    [UnmanagedCallersOnly]
    public static int Create(void* memory, nint size, int unit, nint info, nint comm, nint* window) =>
        Add(memory, size, unit, info, comm, window, flavor: 0, owned: false);

    [UnmanagedCallersOnly]
    public static int Allocate(nint size, int unit, nint info, nint comm, void* memory, nint* window) =>
        AddNew(size, unit, info, comm, (void**)memory, window, flavor: 1);

    [UnmanagedCallersOnly]
    public static int AllocateShared(nint size, int unit, nint info, nint comm, void* memory, nint* window) =>
        AddNew(size, unit, info, comm, (void**)memory, window, flavor: 2);

    [UnmanagedCallersOnly]
    public static int CreateDynamic(nint info, nint comm, nint* window) => Add(null, 0, 1, info, comm, window, flavor: 3, owned: false);

    [UnmanagedCallersOnly]
    public static int Attach(nint window, void* memory, nint size)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            if (known.Flavor != Abi.Table.WindowFlavors[3])
                return (int)ErrorClass.RmaFlavor;
            return size >= 0 && known.Attached.TryAdd((nint)memory, size) ? Abi.Success : (int)ErrorClass.RmaAttach;
        }
    }

    [UnmanagedCallersOnly]
    public static int Detach(nint window, void* memory)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            return known.Attached.Remove((nint)memory) ? Abi.Success : (int)ErrorClass.RmaAttach;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetAddress(void* location, nint* address)
    {
        *address = (nint)location;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int SharedQuery(nint window, int rank, nint* size, int* unit, void* memory)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            if (known.Flavor != Abi.Table.WindowFlavors[2])
                return (int)ErrorClass.RmaFlavor;
            if (rank is not (0 or Abi.ProcNull))
                return (int)ErrorClass.Rank;
            *size = known.Size;
            *unit = known.Unit;
            *(void**)memory = known.Base;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Free(nint* window)
    {
        lock (ProcessState.Gate)
        {
            if (!SingleWindow.Remove(*window))
                return (int)ErrorClass.Window;
            *window = Abi.Table.WinNull;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int SetErrorHandler(nint window, nint handler)
    {
        lock (ProcessState.Gate)
            return SingleWindow.Find(window) is null ? (int)ErrorClass.Window : Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int SetName(nint window, byte* name)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
            known.Name = text[..Math.Min(text.Length, MaxName - 1)].ToArray();
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetName(nint window, byte* name, int* length)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            known.Name.CopyTo(new Span<byte>(name, MaxName));
            name[known.Name.Length] = 0;
            *length = known.Name.Length;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetAttribute(nint window, int key, void* value, int* found)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            int index = Array.IndexOf(Abi.Table.WindowAttributes, key);
            *found = index >= 0 ? 1 : 0;
            if (index < 0)
                return Abi.Success;
            Values[index] = index switch
            {
                1 => known.Size,
                2 => known.Unit,
                3 => known.Flavor,
                _ => Abi.Table.WindowModels[1],
            };
            *(void**)value = index == 0 ? known.Base : Values + index;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetGroup(nint window, nint* group)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is null)
                return (int)ErrorClass.Window;
            *group = ProcessState.Groups.Add(true);
            return Abi.Success;
        }
    }

    private static int AddNew(nint size, int unit, nint info, nint comm, void** memory, nint* window, int flavor)
    {
        if (size < 0)
            return (int)ErrorClass.Size;
        *memory = NativeMemory.AlignedAlloc((nuint)Math.Max(size, 1), CacheLine);
        int error = Add(*memory, size, unit, info, comm, window, flavor, owned: true);
        if (error != 0)
            NativeMemory.AlignedFree(*memory);
        return error;
    }

    private static int Add(void* memory, nint size, int unit, nint info, nint comm, nint* window, int flavor, bool owned)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.First(
                Arguments.Communicator(comm), size < 0 ? (int)ErrorClass.Size : 0, unit < 1 ? (int)ErrorClass.Displacement : 0);
            if (error == 0)
            {
                var made = new SingleWindow { Base = (byte*)memory, Size = size, Unit = unit, Flavor = Abi.Table.WindowFlavors[flavor] };
                error = InfoCalls.Merge(info, made.Info, ErrorClass.Info);
                if (error == 0)
                    *window = SingleWindow.Add(made, owned);
            }

            return error;
        }
    }
}
