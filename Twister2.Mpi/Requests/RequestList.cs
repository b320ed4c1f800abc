using System.Runtime.ExceptionServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Several requests, to be waited for together. A request that a call reports as complete leaves the list; it keeps its status, which
/// its <see cref="Request.Wait"/> then returns at once. A <see cref="PersistentRequest"/> stays in the list, and is passed over while it is not started.
/// </summary>
/// <remarks>The calls that take a span or a collection allocate nothing; those that return a list, as MPI.NET's do, allocate that list.</remarks>
public sealed unsafe partial class RequestList
{
    private Request[] _requests = new Request[4];
    private int _count;

    // False as long as every request that was added had the library's handle already.
    private bool _someUnmatched;

    /// <summary>How many requests are in the list.</summary>
    public int Count => _count;

    /// <summary>Adds a request, which must not be in the list already; it may be in others.</summary>
    /// <exception cref="MpiException">The list has the request already: a library that is given one twice frees it twice.</exception>
    public void Add(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Searched for only when it was in a list before, so that many are added in no more than their own time.
        if (request.WasListed && Array.IndexOf(_requests, request, 0, _count) >= 0)
            throw new MpiException(ErrorClass.Request, "MPI_Waitall", $"the {request.Function} is in the list already; add each request once");
        request.WasListed = true;
        if (_count == _requests.Length)
            Array.Resize(ref _requests, 2 * _count);
        _requests[_count++] = request;
        _someUnmatched |= !request.IsMatched;
    }

    /// <summary>Takes a request out; it goes on by itself.</summary>
    public bool Remove(Request request)
    {
        int index = Array.IndexOf(_requests, request, 0, _count);
        if (index >= 0)
            RemoveAt(index);
        return index >= 0;
    }

    /// <summary>Starts every persistent request of the list (MPI_Startall). None of them may be under way.</summary>
    /// <exception cref="MpiException">One of them is under way or was disposed, or the library failed.</exception>
    public void StartAll() => PersistentRequest.StartAll(_requests.AsSpan(0, _count), ref _handles);

    /// <summary>Blocks until all are complete, whatever becomes of each (MPI_Wait, MPI_Testall).</summary>
    /// <returns>All of them, in the order in which they were added; they have left the list.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public List<Request> WaitAll()
    {
        WaitForAll();
        return TakeAll();
    }

    /// <summary>Blocks until all are complete, and gives their statuses (MPI_Wait, MPI_Testall).</summary>
    /// <param name="statuses">Room for one status each, in the order in which the requests were added; or empty for none.</param>
    /// <exception cref="MpiException">There is not room enough, or one of them failed.</exception>
    public void WaitAll(Span<CompletedStatus> statuses)
    {
        CheckRoom(statuses, "MPI_Waitall");
        WaitForAll();
        TakeAll(statuses);
    }

    /// <summary>Looks whether all are complete (MPI_Testall); if not the list is unchanged.</summary>
    /// <returns>All of them, and they have left the list; null when one is not complete.</returns>
    /// <exception cref="MpiException">One of them failed; those that the library left pending stay in the list.</exception>
    public List<Request>? TestAll() => TestForAll() ? TakeAll() : null;

    /// <summary>Looks whether all are complete, and gives their statuses if so (MPI_Testall); if not the list is unchanged.</summary>
    /// <param name="statuses">Room for one status each, in the order in which the requests were added; or empty for none.</param>
    /// <exception cref="MpiException">There is not room enough, or one of them failed; those that the library left pending stay in the
    /// list.</exception>
    public bool TestAll(Span<CompletedStatus> statuses)
    {
        CheckRoom(statuses, "MPI_Testall");
        if (!TestForAll())
            return false;
        TakeAll(statuses);
        return true;
    }

    /// <summary>Blocks until one is complete (MPI_Waitany), and takes it out of the list.</summary>
    /// <returns>That request; null when the list has none that could complete.</returns>
    /// <exception cref="MpiException">The operation failed.</exception>
    public Request? WaitAny()
    {
        var spin = default(SpinWait);
        while (true)
        {
            int unmatched = Match();
            if (TakeCompleted() is { } known)
                return known;
            if (Pack("MPI_Waitany") + unmatched == 0)
                return null;
            if (unmatched == 0 && !ProbedReceives.AnyWaiting)
                return AnyOf(wait: true);
            if (AnyOf(wait: false) is { } found)
                return found;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Looks whether one is complete (MPI_Testany), and takes it out of the list; null when none is.</summary>
    /// <exception cref="MpiException">The operation failed.</exception>
    public Request? TestAny()
    {
        Match();
        if (TakeCompleted() is { } known)
            return known;
        return Pack("MPI_Testany") == 0 ? null : AnyOf(wait: false);
    }

    /// <summary>Blocks until at least one is complete (MPI_Waitsome), and takes all that are out of the list.</summary>
    /// <returns>Those that are complete; an empty list only when the list has none that could complete.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public List<Request> WaitSome()
    {
        var completed = new List<Request>();
        WaitSome(completed);
        return completed;
    }

    /// <summary>
    /// Blocks until at least one is complete (MPI_Waitsome); moves those that are from this list to <paramref name="completed"/>.
    /// </summary>
    /// <returns>How many were moved; 0 only when the list has none that could complete.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public int WaitSome(ICollection<Request> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        var spin = default(SpinWait);
        while (true)
        {
            int unmatched = Match();
            bool known = Array.FindIndex(_requests, 0, _count, IsOver) >= 0;
            int active = Pack("MPI_Waitsome");
            if (active + unmatched == 0 && !known)
                return 0;
            CompleteSome(wait: unmatched == 0 && !known && !ProbedReceives.AnyWaiting);
            if (TakeSome(completed) is > 0 and int moved)
                return moved;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Takes those that are complete out of the list (MPI_Testsome); null when none is.</summary>
    /// <exception cref="MpiException">One of them failed.</exception>
    public List<Request>? TestSome()
    {
        var completed = new List<Request>();
        return TestSome(completed) > 0 ? completed : null;
    }

    /// <summary>Moves the requests that are complete, maybe none, from this list to <paramref name="completed"/> (MPI_Testsome).</summary>
    /// <returns>How many were moved.</returns>
    /// <exception cref="MpiException">One of them failed.</exception>
    public int TestSome(ICollection<Request> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        if (_count == 0)
            return 0;
        Match();
        Pack("MPI_Testsome");
        CompleteSome(wait: false);
        return TakeSome(completed);
    }

    private static bool IsOver(Request request) => request.IsCompleted && !request.StaysInList;

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_requests, index + 1, _requests, index, _count - index);
        _requests[_count] = null!;
    }

    // The whole list is put in order before the first failure is thrown.
    private List<Request> TakeAll()
    {
        var all = new List<Request>(_count);
        all.AddRange(_requests.AsSpan(0, _count));
        RemoveCompleted();
        foreach (var request in all)
            request.ThrowIfFailed();
        return all;
    }

    private void TakeAll(Span<CompletedStatus> statuses)
    {
        Exception? failure = null;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            var request = _requests[i];
            failure ??= request.FailureOrNull;
            if (!statuses.IsEmpty)
                statuses[i] = request.LastStatus;
            if (!IsOver(request))
                _requests[kept++] = request;
        }

        CutTo(kept);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    private int TakeSome(ICollection<Request> completed)
    {
        Exception? failure = null;
        int moved = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!IsJustCompleted(i))
                continue;
            failure ??= _requests[i].FailureOrNull;
            completed.Add(_requests[i]);
            moved++;
        }

        RemoveCompleted();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return moved;
    }

    private void RemoveCompleted()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!IsOver(_requests[i]))
                _requests[kept++] = _requests[i];
        }

        CutTo(kept);
    }

    private void CutTo(int kept)
    {
        if (kept < _count)
            Array.Clear(_requests, kept, _count - kept);
        _count = kept;
        _someUnmatched &= kept > 0;
    }

    private Request? TakeCompleted()
    {
        int index = Array.FindIndex(_requests, 0, _count, IsOver);
        if (index < 0)
            return null;
        var request = _requests[index];
        RemoveAt(index);
        request.ThrowIfFailed();
        return request;
    }

    private void CheckRoom(Span<CompletedStatus> statuses, string function)
    {
        if (!statuses.IsEmpty && statuses.Length < _count)
        {
            throw new MpiException(
                ErrorClass.Count, function, $"there is room for {statuses.Length} statuses, and the list has {_count} requests");
        }
    }
}
