using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// How a list asks the library: handles are packed for every call, because a request may have been completed by its own Wait in between.
public sealed unsafe partial class RequestList
{
    private HandleArray? _handles;
    private HandleArray? _statuses;
    private int[] _indices = [];

    /// <summary>Completes what can be completed, without waiting and without throwing what befell a request; true when something was.</summary>
    internal bool Progress()
    {
        Match();
        if (Pack("MPI_Testsome") > 0)
            CompleteSome(wait: false);
        return Array.FindIndex(_requests, 0, _count, IsOver) >= 0;
    }

    /// <summary>Moves the requests that are complete to a list, without throwing what befell them.</summary>
    internal void MoveCompleted(List<Request> completed)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_requests[i].IsCompleted)
                completed.Add(_requests[i]);
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!_requests[i].IsCompleted)
                _requests[kept++] = _requests[i];
        }

        CutTo(kept);
    }

    /// <summary>Takes all out, complete or not.</summary>
    internal void Clear()
    {
        Array.Clear(_requests, 0, _count);
        _count = 0;
    }

    /// <summary>The request at a place.</summary>
    internal Request this[int index] => _requests[index];

    // Looks for the messages of receives that have no handle before theirs has come; returns how many have none still.
    private int Match()
    {
        int unmatched = 0;
        if (ProbedReceives.AnyWaiting)
            ProbedReceives.MatchAll();
        if (!_someUnmatched)
            return unmatched;
        for (int i = 0; i < _count; i++)
        {
            var request = _requests[i];
            if (request is { IsCompleted: false, IsMatched: false } && !request.TryMatch() && !request.IsCompleted)
                unmatched++;
        }

        return unmatched;
    }

    private int Pack(string function)
    {
        Native.EnsureLive(function);
        _handles ??= new HandleArray(Native.Abi.HandleSize);
        _statuses ??= new HandleArray(Native.Abi.StatusSize);
        _handles.EnsureCapacity(_count);
        _statuses.EnsureCapacity(_count);
        _statuses.Clear(_count);
        if (Outstanding.IsShared)
            return PackClaimed(function);
        int active = 0;
        nint none = Native.Abi.RequestNull;
        for (int i = 0; i < _count; i++)
        {
            nint handle = _requests[i].Handle;
            _handles.SetHandle(i, handle);
            active += handle != none ? 1 : 0;
        }

        return active;
    }

    // Not MPI_Waitall: Open MPI 4.1.4's spins for ever when one request has failed before the call and another is still under way, and
    // in every library it may come back from a failure with some left pending. Most often messages come in order: when the last request is
    // complete, one MPI_Testall completes all. Each MPI_Wait makes progress on all of them.
    private void WaitForAll()
    {
        var spin = default(SpinWait);
        while (Match() > 0)
        {
            if (Pack("MPI_Testsome") > 0)
                CompleteSome(wait: false);
            spin.SpinOnce(sleep1Threshold: -1);
        }

        int last = _count - 1;
        while (last >= 0 && _requests[last].IsCompleted)
            last--;
        if (last < 0)
            return;
        _requests[last].WaitForEnd();
        if (last > 1)
            TestTogether();
        for (int i = 0; i < last; i++)
            _requests[i].WaitForEnd();
    }

    private bool TestForAll()
    {
        if (Match() > 0)
            return false;
        return TestTogether();
    }

    /// <summary>True when all are complete, or when one has failed.</summary>
    private bool TestTogether()
    {
        int active = Pack("MPI_Testall");
        try
        {
            return active == 0 || TestPacked();
        }
        finally
        {
            Leave();
        }
    }

    private bool TestPacked()
    {
        int flag = 0;
        VectorRegisters.Clean();
        int code = Native.Returned(MpiFunctions.Testall(_count, _handles!.Pointer, &flag, _statuses!.Pointer));
        if (code == 0 && flag == 0)
            return false;
        if (code != 0 && !IsInStatus(code))
            throw Native.Failure(code, "MPI_Testall");
        for (int i = 0; i < _count; i++)
        {
            if (!_requests[i].IsCompleted && (code == 0 || !IsPending(i)))
                CompleteFromStatus(_requests[i], i, code);
        }

        return true;
    }

    private Request? AnyOf(bool wait)
    {
        int index;
        try
        {
            index = CompleteAny(wait);
        }
        finally
        {
            Leave();
        }

        if (index < 0)
            return null;
        var request = _requests[index];
        if (!request.StaysInList)
            RemoveAt(index);
        request.ThrowIfFailed();
        return request;
    }

    /// <summary>The place of a request that is complete now; -1 for none.</summary>
    private int CompleteAny(bool wait)
    {
        int index = MpiAbi.Undefined;
        int flag = 1;
        VectorRegisters.Clean();
        int code = Native.Returned(wait
            ? MpiFunctions.Waitany(_count, _handles!.Pointer, &index, _statuses!.Pointer)
            : MpiFunctions.Testany(_count, _handles!.Pointer, &index, &flag, _statuses!.Pointer));
        if (code == 0 && (flag == 0 || index < 0))
            return -1;
        if (index < 0)
            throw Native.Failure(code, wait ? "MPI_Waitany" : "MPI_Testany");
        _requests[index].Complete(code, _statuses!.GetStatus(0));
        return index;
    }

    private void CompleteSome(bool wait)
    {
        try
        {
            CompletePacked(wait);
        }
        finally
        {
            Leave();
        }
    }

    private void CompletePacked(bool wait)
    {
        if (_indices.Length < _count)
            _indices = GC.AllocateUninitializedArray<int>(_requests.Length, pinned: true);
        int count = 0;
        fixed (int* places = _indices)
        {
            VectorRegisters.Clean();
            int code = Native.Returned(wait
                ? MpiFunctions.Waitsome(_count, _handles!.Pointer, &count, places, _statuses!.Pointer)
                : MpiFunctions.Testsome(_count, _handles!.Pointer, &count, places, _statuses!.Pointer));
            if (code != 0 && !IsInStatus(code))
                throw Native.Failure(code, wait ? "MPI_Waitsome" : "MPI_Testsome");
            for (int i = 0; i < count; i++)
                CompleteFromStatus(_requests[places[i]], i, code);
        }
    }

    // A library nulls the handle of what is complete, and leaves that of a persistent request, which had the null handle if it was not started.
    private bool IsJustCompleted(int index) =>
        _requests[index].IsCompleted && (!_requests[index].StaysInList || _handles!.GetHandle(index) != Native.Abi.RequestNull);

    // The error field of a status is set only when the call says so.
    private void CompleteFromStatus(Request request, int place, int code)
    {
        var status = _statuses!.GetStatus(place);
        request.Complete(code != 0 ? status.Error : 0, status);
    }

    // When one request fails, others may be neither complete nor failed: their handles are still there, and their error is MPI_ERR_PENDING
    // or not written at all. That of a persistent request is there always.
    private bool IsPending(int place)
    {
        int error = _statuses!.GetStatus(place).Error;
        bool alive = _handles!.GetHandle(place) != Native.Abi.RequestNull;
        return alive && (error == 0 ? !_requests[place].StaysInList : IsClass(error, ErrorClass.Pending));
    }

    /// <summary>True where each status tells what became of its request.</summary>
    internal static bool IsInStatus(int code) => IsClass(code, ErrorClass.InStatus);

    private static bool IsClass(int code, ErrorClass errorClass)
    {
        int nativeClass = 0;
        return MpiFunctions.ErrorClass(code, &nativeClass) == 0 && Native.Abi.ToErrorClass(nativeClass) == errorClass;
    }
}
