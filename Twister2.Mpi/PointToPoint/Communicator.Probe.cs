using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.8, probes: looking at a message before receiving it.
public abstract unsafe partial class Communicator
{
    /// <summary>Waits until a message can be received, and tells what it is; the message stays (MPI_Probe).</summary>
    /// <remarks>With several threads another one may receive the message first: use <see cref="MatchedProbe"/>.</remarks>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public Status Probe(int source, int tag)
    {
        nint comm = Handle;
        NativeStatus status = default;
        Native.Check(
            MatchingCalls.Probe(this, Origin(source, "MPI_Probe"), ReceiveTag(tag, "MPI_Probe"), comm, &status), "MPI_Probe");
        return new Status(in status);
    }

    /// <summary>Looks whether a message can be received; null when none can (MPI_Iprobe).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public Status? ImmediateProbe(int source, int tag)
    {
        nint comm = Handle;
        NativeStatus status = default;
        int flag = 0;
        Native.Check(
            MatchingCalls.TryProbe(this, Origin(source, "MPI_Iprobe"), ReceiveTag(tag, "MPI_Iprobe"), comm, &flag, &status), "MPI_Iprobe");
        return flag != 0 ? new Status(in status) : null;
    }

    /// <summary>Waits for a message, and takes it: only the result can receive it, whatever other threads do (MPI_Mprobe).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public MatchedMessage MatchedProbe(int source, int tag)
    {
        nint comm = Handle;
        NativeStatus status = default;
        nint message = 0;
        Native.Check(
            MatchingCalls.TakeMessage(this, Origin(source, "MPI_Mprobe"), ReceiveTag(tag, "MPI_Mprobe"), comm, &message, &status), "MPI_Mprobe");
        return new MatchedMessage(message, in status);
    }

    /// <summary>Takes a message if there is one: only the result can receive it; null when there is none (MPI_Improbe).</summary>
    /// <param name="source">The rank that sends it, or <see cref="anySource"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="anyTag"/>.</param>
    /// <exception cref="MpiException">No such rank or tag, or the library failed.</exception>
    public MatchedMessage? ImmediateMatchedProbe(int source, int tag)
    {
        nint comm = Handle;
        NativeStatus status = default;
        nint message = 0;
        int flag = 0;
        int code = MatchingCalls.TryTakeMessage(
            this, Origin(source, "MPI_Improbe"), ReceiveTag(tag, "MPI_Improbe"), comm, &flag, &message, &status);
        Native.Check(code, "MPI_Improbe");
        return flag != 0 ? new MatchedMessage(message, in status) : null;
    }
}
