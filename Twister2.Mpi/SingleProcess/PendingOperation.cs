namespace Twister2.Mpi.SingleProcess;

/// <summary>A nonblocking operation: a receive that waits for its message, or a send that waits for its receiver.</summary>
internal sealed unsafe class PendingOperation
{
    /// <summary>The mailbox a receive waits in, or a synchronous send's message lies in.</summary>
    public Mailbox? Mailbox { get; init; }

    /// <summary>The tag a receive waits for; <see cref="Abi.AnyTag"/> for any.</summary>
    public int WantedTag { get; init; }

    public byte* Buffer { get; init; }

    public long Capacity { get; init; }

    /// <summary>Where in the buffer the data of a receive goes; null where it is one piece.</summary>
    public TypeMap? Layout { get; init; }

    public bool IsDone { get; private set; }

    /// <summary>The error class, 0 for none.</summary>
    public int Error { get; private set; }

    public SingleStatus Status { get; private set; }

    /// <summary>A send, or a barrier, that is complete from the start.</summary>
    public static PendingOperation Sent { get; } = new() { IsDone = true, Status = SingleStatus.Empty };

    /// <summary>A receive from no process.</summary>
    public static PendingOperation FromNobody { get; } = new() { IsDone = true, Status = SingleStatus.FromNobody };

    public bool Matches(int tag) => WantedTag == Abi.AnyTag || WantedTag == tag;

    public void Finish(in SingleStatus status, int error)
    {
        IsDone = true;
        Status = status;
        Error = error;
    }
}
