using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Several requests, to be waited for together. A request that a call reports as complete leaves the list; it keeps its status, which
/// its <see cref="Request.Wait"/> then returns at once.
/// </summary>
public sealed unsafe class RequestList
{
    private readonly List<Request> _requests = [];
    private HandleArray? _handles;
    private HandleArray? _statuses;

    /// <summary>How many requests are in the list.</summary>
    public int Count => _requests.Count;

    /// <summary>Adds a request.</summary>
    public void Add(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _requests.Add(request);
    }

    /// <summary>Takes a request out; it goes on by itself.</summary>
    public bool Remove(Request request) => _requests.Remove(request);

    /// <summary>Blocks until all are complete, whatever becomes of each (MPI_Wait, one by one); the list is empty afterwards.</summary>
    /// <exception cref="MpiException">One of them failed.</exception>
    public void WaitAll()
    {
        // Not MPI_Waitall: Open MPI 4.1.4's spins for ever when one request has failed before the call and another is still under way, and
        // in every library it may come back from a failure with some left pending. Each MPI_Wait makes progress on all.
        foreach (var request in _requests)
            request.WaitForEnd();
        TakeAllCompleted(null);
    }

    /// <summary>Looks whether all are complete (MPI_Testall); if so the list is empty afterwards, if not it is unchanged.</summary>
    /// <exception cref="MpiException">One of them failed; those that the library left pending stay in the list.</exception>
    public bool TestAll()
    {
        if (_requests.Count == 0)
            return true;
        Pack("MPI_Testall");
        int flag = 0;
        int code = MpiFunctions.Testall(_requests.Count, _handles!.Pointer, &flag, _statuses!.Pointer);
        if (code == 0 && flag == 0)
            return false;
        CompleteAll(code);
        return true;
    }

    /// <summary>Blocks until one is complete (MPI_Waitany), and takes it out of the list; null when the list is empty.</summary>
    /// <exception cref="MpiException">The operation failed.</exception>
    public Request? WaitAny()
    {
        if (_requests.Count == 0)
            return null;
        if (TakeCompleted() is { } known)
            return known;
        Pack("MPI_Waitany");
        int index = MpiAbi.Undefined;
        int code = MpiFunctions.Waitany(_requests.Count, _handles!.Pointer, &index, _statuses!.Pointer);
        return TakeOut(index, code, "MPI_Waitany");
    }

    /// <summary>Looks whether one is complete (MPI_Testany), and takes it out of the list; null when none is.</summary>
    /// <exception cref="MpiException">The operation failed.</exception>
    public Request? TestAny()
    {
        if (_requests.Count == 0)
            return null;
        if (TakeCompleted() is { } known)
            return known;
        Pack("MPI_Testany");
        int index = MpiAbi.Undefined;
        int flag = 0;
        int code = MpiFunctions.Testany(_requests.Count, _handles!.Pointer, &index, &flag, _statuses!.Pointer);
        return code == 0 && (flag == 0 || index < 0) ? null : TakeOut(index, code, "MPI_Testany");
    }

    /// <summary>
    /// Blocks until at least one is complete (MPI_Waitsome); moves those that are from this list to <paramref name="completed"/>.
    /// </summary>
    /// <returns>How many were moved; 0 only for an empty list.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public int WaitSome(ICollection<Request> completed) => Some(completed, wait: true);

    /// <summary>Moves the requests that are complete, maybe none, from this list to <paramref name="completed"/> (MPI_Testsome).</summary>
    /// <returns>How many were moved.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public int TestSome(ICollection<Request> completed) => Some(completed, wait: false);

    private int Some(ICollection<Request> completed, bool wait)
    {
        ArgumentNullException.ThrowIfNull(completed);
        if (_requests.Count == 0)
            return 0;
        bool known = _requests.Exists(r => r.IsCompleted);
        string function = wait && !known ? "MPI_Waitsome" : "MPI_Testsome";
        Pack(function);
        int count = 0;
        int[] indices = GC.AllocateUninitializedArray<int>(_requests.Count, pinned: true);
        fixed (int* places = indices)
        {
            int code = wait && !known
                ? MpiFunctions.Waitsome(_requests.Count, _handles!.Pointer, &count, places, _statuses!.Pointer)
                : MpiFunctions.Testsome(_requests.Count, _handles!.Pointer, &count, places, _statuses!.Pointer);
            if (code != 0 && !IsInStatus(code))
                throw Native.ToException(code, function);
            for (int i = 0; i < count; i++)
                CompleteFromStatus(_requests[indices[i]], i, code);
        }

        return TakeAllCompleted(completed);
    }

    // The whole list is put in order before the first failure is thrown.
    private int TakeAllCompleted(ICollection<Request>? completed)
    {
        var done = _requests.FindAll(r => r.IsCompleted);
        _requests.RemoveAll(r => r.IsCompleted);
        foreach (var request in done)
            completed?.Add(request);
        foreach (var request in done)
            request.Result();
        return done.Count;
    }

    // Handles are packed for every call: a request of the list may have been completed by its own Wait in between.
    private void Pack(string function)
    {
        Native.EnsureLive(function);
        _handles ??= new HandleArray(Native.Abi.HandleSize);
        _statuses ??= new HandleArray(Native.Abi.StatusSize);
        _handles.EnsureCapacity(_requests.Count);
        _statuses.EnsureCapacity(_requests.Count);
        _statuses.Clear(_requests.Count);
        for (int i = 0; i < _requests.Count; i++)
            _handles.SetHandle(i, _requests[i].Handle);
    }

    private void CompleteAll(int code)
    {
        if (code != 0 && !IsInStatus(code))
            throw Native.ToException(code, "MPI_Testall");
        for (int i = 0; i < _requests.Count; i++)
        {
            if (!_requests[i].IsCompleted && (code == 0 || !IsPending(i)))
                CompleteFromStatus(_requests[i], i, code);
        }

        TakeAllCompleted(null);
    }

    private Request? TakeCompleted()
    {
        int index = _requests.FindIndex(r => r.IsCompleted);
        if (index < 0)
            return null;
        var request = _requests[index];
        _requests.RemoveAt(index);
        request.Result();
        return request;
    }

    private Request TakeOut(int index, int code, string function)
    {
        if (index < 0)
            throw Native.ToException(code, function);
        var request = _requests[index];
        _requests.RemoveAt(index);
        request.Complete(code, _statuses!.GetStatus(0));
        request.Result();
        return request;
    }

    // The error field of a status is set only when the call says so.
    private void CompleteFromStatus(Request request, int place, int code)
    {
        var status = _statuses!.GetStatus(place);
        request.Complete(code != 0 ? status.Error : 0, status);
    }

    // When one request fails, others may be neither complete nor failed: their handles are still there, and their error is MPI_ERR_PENDING
    // or not written at all.
    private bool IsPending(int place)
    {
        int error = _statuses!.GetStatus(place).Error;
        bool alive = _handles!.GetHandle(place) != Native.Abi.RequestNull;
        return alive && (error == 0 || IsClass(error, ErrorClass.Pending));
    }

    private static bool IsInStatus(int code) => IsClass(code, ErrorClass.InStatus);

    private static bool IsClass(int code, ErrorClass errorClass)
    {
        int nativeClass = 0;
        return MpiFunctions.ErrorClass(code, &nativeClass) == 0 && Native.Abi.ToErrorClass(nativeClass) == errorClass;
    }
}
