using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A send or a receive with the same arguments again and again: <see cref="Start"/>, <see cref="Request.Wait"/>, and so on. Its buffer stays where it
/// is until <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// It is complete, with an empty status, until it is started for the first time. Between the end of one run and the next start the buffer is the
/// program's own. Starting and waiting allocate nothing.
/// </remarks>
public sealed unsafe class PersistentRequest : Request, IDisposable
{
    private readonly int _place;
    private bool _disposed;

    internal PersistentRequest(string function, nint handle, int place, in CompletedStatus kind)
        : base(function, handle, place, kind.With(NativeStatus.Empty))
    {
        _place = place;
        IsCompleted = true;
        StaysInList = true;
    }

    /// <summary>Starts the operation once more (MPI_Start).</summary>
    /// <exception cref="MpiException">It is under way already, was disposed, or the library failed.</exception>
    public void Start()
    {
        nint handle = Startable();
        Native.Check(MpiFunctions.Start(&handle), "MPI_Start");
        Reopen();
    }

    /// <summary>
    /// Gives the request back, and lets its buffer go (MPI_Request_free). One that is still under way keeps its buffer, and is reported when MPI ends;
    /// nothing happens a second time, or after MPI's end.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!Native.IsLive || !IsCompleted)
            return;
        nint handle = OwnHandle;
        Outstanding.Remove(_place);
        Native.Check(MpiFunctions.RequestFree(&handle), "MPI_Request_free");
    }

    /// <summary>Starts all persistent requests among some; checked before the first is started.</summary>
    internal static void StartAll(ReadOnlySpan<Request> requests, ref HandleArray? room)
    {
        Native.EnsureLive("MPI_Startall");
        room ??= new HandleArray(Native.Abi.HandleSize);
        room.EnsureCapacity(requests.Length);
        int count = 0;
        foreach (var request in requests)
        {
            if (request is PersistentRequest persistent)
                room.SetHandle(count++, persistent.Startable());
        }

        Native.Check(MpiFunctions.Startall(count, room.Pointer), "MPI_Startall");
        foreach (var request in requests)
            (request as PersistentRequest)?.Reopen();
    }

    // The buffer stays for the next run.
    private protected override void Release()
    {
    }

    private nint Startable()
    {
        Native.EnsureLive("MPI_Start");
        if (_disposed)
            throw new MpiException(ErrorClass.Request, "MPI_Start", "the request was disposed before this call");
        if (!IsCompleted)
            throw new MpiException(ErrorClass.Request, "MPI_Start", "the request is under way; wait for it before it is started again");
        return OwnHandle;
    }
}
