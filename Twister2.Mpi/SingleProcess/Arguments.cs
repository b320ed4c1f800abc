namespace Twister2.Mpi.SingleProcess;

/// <summary>The checks that a real library makes of what it is given; each returns an error class, 0 for none.</summary>
internal static unsafe class Arguments
{
    /// <summary>Checks a buffer's count and type, and tells how many bytes it has.</summary>
    public static int Buffer(int count, nint datatype, out long bytes)
    {
        bytes = 0;
        if (count < 0)
            return (int)ErrorClass.Count;
        if (ProcessState.Datatype(datatype) is not { } known)
            return (int)ErrorClass.Type;
        bytes = count * known.Size;
        return Abi.Success;
    }

    /// <summary>Checks a communicator and a peer: the only rank is 0.</summary>
    public static int Peer(nint comm, int rank, bool anyAllowed, out Mailbox mailbox)
    {
        mailbox = ProcessState.Communicator(comm)?.Mailbox!;
        if (mailbox is null)
            return (int)ErrorClass.Communicator;
        bool known = rank is 0 or Abi.ProcNull || (anyAllowed && rank == Abi.AnySource);
        return known ? Abi.Success : (int)ErrorClass.Rank;
    }

    public static int Tag(int tag, bool anyAllowed) =>
        tag >= 0 || (anyAllowed && tag == Abi.AnyTag) ? Abi.Success : (int)ErrorClass.Tag;

    public static int Communicator(nint comm) =>
        ProcessState.Communicator(comm) is null ? (int)ErrorClass.Communicator : Abi.Success;

    public static int Root(nint comm, int root) =>
        Communicator(comm) is var error && error != 0 ? error : root == 0 ? Abi.Success : (int)ErrorClass.Root;

    /// <summary>The first error of several checks.</summary>
    public static int First(int first, int second, int third = Abi.Success) => first != 0 ? first : second != 0 ? second : third;

    /// <summary>Writes a status unless the caller ignores it.</summary>
    public static void Put(void* target, in SingleStatus status)
    {
        if (target != null)
            *(SingleStatus*)target = status;
    }
}
