using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// With Threading.Multiple: no other thread asks MPI about the list's requests while this one does.
public sealed unsafe partial class RequestList
{
    private List<Request>? _claimed;

    /// <summary>Claims the requests that are under way, and packs their handles; <see cref="Leave"/> lets them go.</summary>
    /// <returns>How many are under way.</returns>
    /// <exception cref="MpiException">Another thread waits for one of them, or tests it.</exception>
    private int PackClaimed(string function)
    {
        nint none = Native.Abi.RequestNull;
        _claimed ??= [];
        try
        {
            for (int i = 0; i < _count; i++)
            {
                nint handle = _requests[i].Handle;
                if (handle != none)
                {
                    _requests[i].Claim(function);
                    _claimed.Add(_requests[i]);

                    // Another thread may just have seen its end.
                    handle = _requests[i].Handle;
                }

                _handles!.SetHandle(i, handle);
            }
        }
        catch
        {
            Leave();
            throw;
        }

        int active = _claimed.Count(request => request.Handle != none);
        if (active == 0)
            Leave();
        return active;
    }

    private void Leave()
    {
        if (_claimed is not { Count: > 0 } claimed)
            return;
        foreach (var request in claimed)
            request.Leave();
        claimed.Clear();
    }
}
