using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Attributes of communicators, with the copy and delete functions of their keys.</summary>
internal static unsafe class AttributeCalls
{
    private static readonly Dictionary<int, Key> Keys = [];

    // Predefined attributes are pointers to a number. The largest tag, and the number of processes that may run.
    private static readonly int* Numbers = MakeNumbers();

    private static int _nextKey = 1000;

    private sealed record Key(nint Copy, nint Delete, nint State)
    {
        public bool IsFreed { get; set; }

        public int Uses { get; set; }
    }

    [UnmanagedCallersOnly]
    public static int CreateKey(nint copy, nint delete, int* key, void* state)
    {
        lock (ProcessState.Gate)
        {
            *key = ++_nextKey;
            Keys.Add(*key, new(copy, delete, (nint)state));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int FreeKey(int* key)
    {
        lock (ProcessState.Gate)
        {
            if (!Keys.TryGetValue(*key, out var known) || known.IsFreed)
                return (int)ErrorClass.KeyValue;
            known.IsFreed = true;
            Forget(*key, known);
            *key = Abi.Table.KeyvalInvalid;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Set(nint comm, int key, void* value)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, key, out var communicator, out var known);
            if (error == 0 && communicator.Attributes.ContainsKey(key))
                error = Remove(comm, communicator, key);
            if (error != 0)
                return error;
            communicator.Attributes[key] = (nint)value;
            known.Uses++;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Get(nint comm, int key, void* value, int* flag)
    {
        lock (ProcessState.Gate)
        {
            *flag = 0;
            int* number = Predefined(key);
            if (number != null)
            {
                *(int**)value = number;
                *flag = 1;
                return Arguments.Communicator(comm);
            }

            int error = Array.IndexOf(Abi.Table.CommAttributes, key) >= 0
                ? Arguments.Communicator(comm)
                : Find(comm, key, out _, out _);
            if (error == 0 && ProcessState.Communicator(comm)!.Attributes.TryGetValue(key, out nint found))
                (*(nint*)value, *flag) = (found, 1);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Delete(nint comm, int key)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, key, out var communicator, out _);
            return error != 0 || !communicator.Attributes.ContainsKey(key) ? error : Remove(comm, communicator, key);
        }
    }

    /// <summary>Copies the attributes whose keys want it; called when a communicator is duplicated.</summary>
    public static int CopyAll(nint comm, SingleCommunicator from, SingleCommunicator to)
    {
        foreach (var (key, value) in from.Attributes.ToArray())
        {
            var known = Keys[key];
            nint copy = 0;
            int flag = 0;
            int error = ((delegate* unmanaged<nint, int, nint, nint, nint*, int*, int>)known.Copy)(comm, key, known.State, value, &copy, &flag);
            if (error != 0)
                return error;
            if (flag == 0)
                continue;
            to.Attributes[key] = copy;
            known.Uses++;
        }

        return Abi.Success;
    }

    /// <summary>Deletes the attributes of a communicator; called when it is freed.</summary>
    public static int DeleteAll(nint comm, SingleCommunicator communicator)
    {
        int error = 0;
        foreach (int key in communicator.Attributes.Keys.ToArray())
            error = Arguments.First(error, Remove(comm, communicator, key));
        return error;
    }

    private static int Remove(nint comm, SingleCommunicator communicator, int key)
    {
        var known = Keys[key];
        nint value = communicator.Attributes[key];
        int error = ((delegate* unmanaged<nint, int, nint, nint, int>)known.Delete)(comm, key, value, known.State);
        if (error != 0)
            return error;
        communicator.Attributes.Remove(key);
        known.Uses--;
        Forget(key, known);
        return Abi.Success;
    }

    private static void Forget(int key, Key known)
    {
        if (known is { IsFreed: true, Uses: 0 })
            Keys.Remove(key);
    }

    private static int Find(nint comm, int key, out SingleCommunicator communicator, out Key known)
    {
        communicator = ProcessState.Communicator(comm)!;
        bool found = Keys.TryGetValue(key, out known!);
        return communicator is null ? (int)ErrorClass.Communicator : found ? Abi.Success : (int)ErrorClass.KeyValue;
    }

    // MPI_TAG_UB, HOST, IO, WTIME_IS_GLOBAL, APPNUM, LASTUSEDCODE, UNIVERSE_SIZE: there is no program number where nobody started it.
    private static int* Predefined(int key)
    {
        int index = Array.IndexOf(Abi.Table.CommAttributes, key);
        Numbers[5] = ErrorCalls.LastCode;
        return index is < 0 or 4 ? null : Numbers + index;
    }

    private static int* MakeNumbers()
    {
        var numbers = (int*)NativeMemory.Alloc(7, sizeof(int));
        ReadOnlySpan<int> values = [int.MaxValue, Abi.ProcNull, 0, 1, 0, 0, 1];
        values.CopyTo(new Span<int>(numbers, values.Length));
        return numbers;
    }
}
