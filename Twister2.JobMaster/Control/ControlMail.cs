using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>Messages of the control plane that are sent and received while the program runs. Nothing here waits. Not thread-safe.</summary>
/// <remarks>Sends are synchronous: they complete when they are received, so whoever sends knows that the other takes them.</remarks>
internal sealed class ControlMail(Intracommunicator communicator, TimeProvider time)
{
    private readonly List<Letter> _underWay = [];

    /// <summary>Bytes on their way, by what they are about.</summary>
    public long BytesUnderWay(ControlTag tag)
    {
        long bytes = 0;
        foreach (Letter letter in _underWay)
            if (letter.Tag == tag) bytes += letter.Length;
        return bytes;
    }

    public bool IsEmpty => _underWay.Count == 0;

    /// <summary>Begins to send; the bytes must stay as they are.</summary>
    public void Send(int to, ControlTag tag, byte[] bytes) =>
        _underWay.Add(new Letter(communicator.ImmediateSynchronousSend<byte>(bytes, to, (int)tag), to, tag, bytes.Length, time.GetTimestamp()));

    /// <summary>Looks which have been received.</summary>
    public void Test() => _underWay.RemoveAll(static letter => letter.Request.Test(out _));

    /// <summary>The next message, where there is one.</summary>
    public bool TryReceive(ControlTag tag, out int from, out byte[] bytes)
    {
        (from, bytes) = (-1, []);
        if (communicator.ImmediateMatchedProbe(Communicator.anySource, (int)tag) is not { } message) return false;
        bytes = new byte[message.Count<byte>()];
        message.Receive(bytes.AsSpan());
        from = message.Source;
        return true;
    }

    /// <summary>For how long another has not taken what it was sent.</summary>
    public TimeSpan SilenceOf(int worker)
    {
        int letter = _underWay.FindIndex(letter => letter.To == worker);
        return letter < 0 ? TimeSpan.Zero : time.GetElapsedTime(_underWay[letter].Since);
    }

    public Request StartBarrier() => communicator.ImmediateBarrier();

    // A class: generic code over a struct of ours would have to be compiled in each rank.
    private sealed record Letter(Request Request, int To, ControlTag Tag, int Length, long Since);
}
