using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Completion of requests, one or several.</summary>
internal static unsafe class CompletionCalls
{
    /// <summary>Waits, under the lock, for another thread to complete an operation; returns its error.</summary>
    public static int Await(PendingOperation operation)
    {
        while (!operation.IsDone)
            Monitor.Wait(ProcessState.Gate);
        return operation.Error;
    }

    [UnmanagedCallersOnly]
    public static int Wait(nint* request, void* status)
    {
        lock (ProcessState.Gate)
        {
            if (Find(*request, out var operation) is var error && error != 0)
                return error;
            _ = operation is null ? 0 : Await(operation);
            return Finish(request, operation, status);
        }
    }

    [UnmanagedCallersOnly]
    public static int Test(nint* request, int* flag, void* status)
    {
        lock (ProcessState.Gate)
        {
            if (Find(*request, out var operation) is var error && error != 0)
                return error;
            *flag = operation is null || operation.IsDone ? 1 : 0;
            return *flag != 0 ? Finish(request, operation, status) : Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetStatus(nint request, int* flag, void* status)
    {
        lock (ProcessState.Gate)
        {
            if (Find(request, out var operation) is var error && error != 0)
                return error;
            *flag = operation is null || operation.IsDone ? 1 : 0;
            if (*flag != 0)
                Arguments.Put(status, operation?.Status ?? SingleStatus.Empty);
            return *flag != 0 ? operation?.Error ?? Abi.Success : Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int WaitAll(int count, void* requests, void* statuses)
    {
        lock (ProcessState.Gate)
        {
            while (CountDone(count, (nint*)requests) < count)
                Monitor.Wait(ProcessState.Gate);
            return FinishAll(count, (nint*)requests, (SingleStatus*)statuses);
        }
    }

    [UnmanagedCallersOnly]
    public static int TestAll(int count, void* requests, int* flag, void* statuses)
    {
        lock (ProcessState.Gate)
        {
            *flag = CountDone(count, (nint*)requests) == count ? 1 : 0;
            return *flag != 0 ? FinishAll(count, (nint*)requests, (SingleStatus*)statuses) : Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int WaitAny(int count, void* requests, int* index, void* status)
    {
        lock (ProcessState.Gate)
        {
            while (CountActive(count, (nint*)requests) > 0 && FirstDone(count, (nint*)requests) < 0)
                Monitor.Wait(ProcessState.Gate);
            return FinishOne(count, (nint*)requests, index, status);
        }
    }

    [UnmanagedCallersOnly]
    public static int TestAny(int count, void* requests, int* index, int* flag, void* status)
    {
        lock (ProcessState.Gate)
        {
            *index = Interop.MpiAbi.Undefined;
            *flag = CountActive(count, (nint*)requests) == 0 || FirstDone(count, (nint*)requests) >= 0 ? 1 : 0;
            return *flag != 0 ? FinishOne(count, (nint*)requests, index, status) : Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int WaitSome(int count, void* requests, int* done, int* indices, void* statuses)
    {
        lock (ProcessState.Gate)
        {
            while (CountActive(count, (nint*)requests) > 0 && FirstDone(count, (nint*)requests) < 0)
                Monitor.Wait(ProcessState.Gate);
            return FinishSome(count, (nint*)requests, done, indices, (SingleStatus*)statuses);
        }
    }

    [UnmanagedCallersOnly]
    public static int TestSome(int count, void* requests, int* done, int* indices, void* statuses)
    {
        lock (ProcessState.Gate)
            return FinishSome(count, (nint*)requests, done, indices, (SingleStatus*)statuses);
    }

    [UnmanagedCallersOnly]
    public static int Cancel(nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(*request, out var operation);
            if (operation is { IsDone: false, Mailbox: { } mailbox })
                mailbox.Cancel(operation);
            return error;
        }
    }

    /// <summary>The operation of a handle; null, without error, for the null request.</summary>
    private static int Find(nint handle, out PendingOperation? operation)
    {
        operation = ProcessState.Request(handle);
        bool known = operation is not null || handle == Abi.Table.RequestNull || ProcessState.PersistentRequest(handle) is not null;
        return known ? Abi.Success : (int)ErrorClass.Request;
    }

    private static int Finish(nint* request, PendingOperation? operation, void* status)
    {
        Arguments.Put(status, operation?.Status ?? SingleStatus.Empty);
        if (ProcessState.PersistentRequest(*request) is { } persistent)
        {
            persistent.Current = null;
        }
        else
        {
            ProcessState.RemoveRequest(*request);
            *request = Abi.Table.RequestNull;
        }

        return operation?.Error ?? Abi.Success;
    }

    private static int FinishAll(int count, nint* requests, SingleStatus* statuses)
    {
        bool failed = false;
        for (int i = 0; i < count; i++)
            failed |= FinishInto(requests + i, statuses == null ? null : statuses + i) != 0;
        return failed ? (int)ErrorClass.InStatus : Abi.Success;
    }

    private static int FinishOne(int count, nint* requests, int* index, void* status)
    {
        int first = FirstDone(count, requests);
        *index = first >= 0 ? first : Interop.MpiAbi.Undefined;
        if (first >= 0)
            return Finish(requests + first, ProcessState.Request(requests[first]), status);
        Arguments.Put(status, SingleStatus.Empty);
        return Abi.Success;
    }

    private static int FinishSome(int count, nint* requests, int* done, int* indices, SingleStatus* statuses)
    {
        *done = CountActive(count, requests) == 0 ? Interop.MpiAbi.Undefined : 0;
        bool failed = false;
        for (int i = 0; i < count; i++)
        {
            if (ProcessState.Request(requests[i]) is not { IsDone: true })
                continue;
            failed |= FinishInto(requests + i, statuses == null ? null : statuses + *done) != 0;
            indices[(*done)++] = i;
        }

        return failed ? (int)ErrorClass.InStatus : Abi.Success;
    }

    private static int FinishInto(nint* request, SingleStatus* status)
    {
        int error = Finish(request, ProcessState.Request(*request), status);
        if (status != null)
            status->Error = error;
        return error;
    }

    // The null request counts as done here, as MPI_Waitall has it, and as not there in FirstDone, as MPI_Waitany has it.
    private static int CountDone(int count, nint* requests)
    {
        int done = 0;
        for (int i = 0; i < count; i++)
            done += ProcessState.Request(requests[i]) is null or { IsDone: true } ? 1 : 0;
        return done;
    }

    private static int CountActive(int count, nint* requests)
    {
        int active = 0;
        for (int i = 0; i < count; i++)
            active += ProcessState.Request(requests[i]) is null ? 0 : 1;
        return active;
    }

    private static int FirstDone(int count, nint* requests)
    {
        for (int i = 0; i < count; i++)
        {
            if (ProcessState.Request(requests[i]) is { IsDone: true })
                return i;
        }

        return -1;
    }
}
