namespace Twister2.Mpi;

/// <summary>A collective under way: it holds two buffers, arrays that MPI reads, and the operation that MPI calls, until its end.</summary>
/// <param name="function">MPI's own name of the call.</param>
/// <param name="handle">The library's request.</param>
/// <param name="call">All that the call holds.</param>
internal sealed class CollectiveRequest(string function, nint handle, CollectiveCall call) : Request(function, handle, default)
{
    private protected override Exception? OwnFailure() => call.Failure();

    private protected override void Release()
    {
        base.Release();
        call.Release();
    }
}
