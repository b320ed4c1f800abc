using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A receive into memory that the program gave.</summary>
internal sealed class MemoryReceive<T> : ReceiveRequest
{
    private readonly ReadOnlyMemory<T> _memory;

    public MemoryReceive(string function, nint handle, int place, ReadOnlyMemory<T> memory)
        : base(function, handle, place, CompletedStatus.Of<T>(default)) => _memory = memory;

    /// <summary>A copy of what came.</summary>
    public override object? GetValue() => _memory[..Math.Min(Wait().Count(), _memory.Length)].ToArray();
}

/// <summary>A receive of one value that travels as it lies in memory; the array keeps it until somebody asks.</summary>
internal sealed class ValueReceive<T> : ReceiveRequest<T>
{
    private readonly T[] _room;
    private bool _checked;

    public ValueReceive(nint handle, int place, T[] room)
        : base("MPI_Irecv", handle, place, CompletedStatus.Of<T>(default)) => _room = room;

    public override T? Value
    {
        get
        {
            var status = Wait();
            if (!_checked && Native.IsLive && !status.Cancelled)
                Communicator.CheckOne(in status, "MPI_Irecv");
            _checked = true;
            return _room[0];
        }
    }
}
