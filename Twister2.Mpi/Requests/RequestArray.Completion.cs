using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// How an array asks the library. Its handles lie as MPI wants them, so that nothing is copied before or after a call.
public sealed unsafe partial class RequestArray
{
    /// <summary>Blocks until all are complete, whatever becomes of each (MPI_Waitall). The array is then empty.</summary>
    /// <exception cref="MpiException">One of them failed, or MPI has been finalised.</exception>
    public void WaitAll()
    {
        if (_active > 0)
        {
            Native.EnsureLive("MPI_Waitall");
            VectorRegisters.Clean();
            if (ProbedReceives.AnyWaiting)
                TestUntilAll();
            else if (Native.Abi.WaitallHangsAfterFailure)
                WaitForLastThenTest();
            else
                Settle(Native.Returned(MpiFunctions.Waitall(_count, _handles.Pointer, _statuses.Pointer)));
        }

        End();
    }

    /// <summary>Looks whether all are complete (MPI_Testall); if so the array is then empty.</summary>
    /// <exception cref="MpiException">One of them failed, or MPI has been finalised.</exception>
    public bool TestAll()
    {
        if (_active > 0)
        {
            Native.EnsureLive("MPI_Testall");
            if (ProbedReceives.AnyWaiting)
                ProbedReceives.MatchAll();
            int flag = 0;
            VectorRegisters.Clean();
            int code = Native.Returned(MpiFunctions.Testall(_count, _handles.Pointer, &flag, _statuses.Pointer));
            if (code == 0 && flag == 0)
                return false;
            Settle(code);
        }

        End();
        return true;
    }

    /// <summary>Blocks until one is complete (MPI_Waitany); the array is empty after the last.</summary>
    /// <returns>Its index; -1 when none is under way.</returns>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public int WaitAny()
    {
        var spin = default(SpinWait);
        while (_active > 0 && ProbedReceives.AnyWaiting)
        {
            if (TestAny() is >= 0 and var index)
                return index;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return Any(wait: true);
    }

    /// <summary>Looks whether one is complete (MPI_Testany); the array is empty after the last.</summary>
    /// <returns>Its index; -1 when none is complete or none under way.</returns>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public int TestAny()
    {
        if (ProbedReceives.AnyWaiting)
            ProbedReceives.MatchAll();
        return Any(wait: false);
    }

    /// <summary>The status of a complete operation (its MPI_Status); there until the next operation is started into an empty array.</summary>
    /// <param name="index">How many were started before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation.</exception>
    /// <exception cref="MpiException">It is not complete.</exception>
    public CompletedStatus GetStatus(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count > 0 ? _count : _ended);
        if (_count > 0 && !IsOver(index))
            throw new MpiException(ErrorClass.Pending, "MPI_Waitall", $"operation {index} is not complete; wait for it first");
        return _places[index].Kind(_statuses.GetStatus(index));
    }

    // While receives of texts or objects wait for their messages: see MatchingCalls.
    private void TestUntilAll()
    {
        var spin = default(SpinWait);
        while (!TestAll())
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private int Any(bool wait)
    {
        if (_active == 0)
            return -1;
        string function = wait ? "MPI_Waitany" : "MPI_Testany";
        Native.EnsureLive(function);
        int index = MpiAbi.Undefined;
        int flag = 1;
        NativeStatus status = default;
        VectorRegisters.Clean();
        int code = Native.Returned(wait
            ? MpiFunctions.Waitany(_count, _handles.Pointer, &index, &status)
            : MpiFunctions.Testany(_count, _handles.Pointer, &index, &flag, &status));
        if (code == 0 && (flag == 0 || index < 0))
            return -1;
        if (index < 0)
            throw Native.Failure(code, function);
        _statuses.SetStatus(index, status);
        _active--;
        var failure = code == 0 ? null : Native.Failure(code, function);
        if (_active == 0)
            End();
        return failure is null ? index : throw failure;
    }

    // Open MPI 4.1.4's MPI_Waitall spins for ever when one request has failed before the call and another is still under way. Messages come in
    // order most often: when the last is complete one test finds all.
    private void WaitForLastThenTest()
    {
        int last = _count - 1;
        int code = Native.Returned(MpiFunctions.Wait(_handles.At(last), (NativeStatus*)_statuses.At(last)));
        if (code != 0)
        {
            WaitForEach(Native.Failure(code, "MPI_Wait"));
            return;
        }

        int flag = 1;
        code = last == 0 ? 0 : Native.Returned(MpiFunctions.Testall(last, _handles.Pointer, &flag, _statuses.Pointer));
        if (code != 0)
            Settle(code);
        else if (flag == 0)
            WaitForEach(null);
    }

    // After a call that ends all or fails for some.
    private void Settle(int code)
    {
        if (code == 0)
            return;
        if (!RequestList.IsInStatus(code))
            throw Native.Failure(code, "MPI_Waitall");
        Exception? failure = null;
        for (int i = 0; i < _count && failure is null; i++)
        {
            int error = _statuses.GetStatus(i).Error;
            if (IsOver(i) && error != 0)
                failure = Native.Failure(error, "MPI_Waitall");
        }

        WaitForEach(failure);
    }

    // Where one has failed others may be pending still, and all are to be over before the first failure is thrown.
    private void WaitForEach(Exception? failure)
    {
        for (int i = 0; i < _count; i++)
        {
            if (IsOver(i))
                continue;
            int code = Native.Returned(MpiFunctions.Wait(_handles.At(i), (NativeStatus*)_statuses.At(i)));
            if (code != 0)
                failure ??= Native.Failure(code, "MPI_Waitall");
        }

        if (failure is null)
            return;
        End();
        throw failure;
    }

    private bool IsOver(int index) => _handles.GetHandle(index) == Native.Abi.RequestNull;

    private void End()
    {
        if (_count == 0)
            return;
        (_ended, _count, _active) = (_count, 0, 0);
        Outstanding.Forget(this);
        if (_disposed)
            Unpin();
    }
}
