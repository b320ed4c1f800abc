using Twister2.Dataflow.Engine;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>Small messages between the workers and worker 0, on a communicator of their own. Nothing here blocks inside MPI, so every wait can have an end.</summary>
internal sealed class ControlPlane : IDisposable
{
    private readonly Intracommunicator _communicator;
    private readonly TimeProvider _time;

    public ControlPlane(Intracommunicator world, TimeProvider time)
    {
        _communicator = world.Clone();
        _time = time;
    }

    public int Rank => _communicator.Rank;

    /// <summary>For messages while the program runs, whose tags are of <see cref="ControlTag"/>.</summary>
    public Intracommunicator Communicator => _communicator;

    public int Size => _communicator.Size;

    /// <summary>
    /// Brings one message of every worker to worker 0, in the order of their ranks; the others get null. Returns when all workers have come so far. While some are
    /// missing <paramref name="waiting"/> is called on worker 0, with their ranks and the time that has passed; it may throw. On the others it is called too, with worker 0.
    /// </summary>
    public byte[][]? GatherToMaster(byte[] message, ControlTag tag, Action<IReadOnlyCollection<int>, TimeSpan> waiting)
    {
        long started = _time.GetTimestamp();
        byte[][]? messages = null;
        if (Rank == 0) messages = Receive(message, tag, missing => waiting(missing, _time.GetElapsedTime(started)));
        else Send(message, tag, WaitForMaster);
        Request barrier = _communicator.ImmediateBarrier();
        // Worker 0 has heard of all when it comes here, so that it waits for nobody in particular.
        WaitUntil(() => barrier.Test(out _), Rank == 0 ? static () => { } : WaitForMaster);
        return messages;

        void WaitForMaster() => waiting([0], _time.GetElapsedTime(started));
    }

    /// <summary>Gives all what worker 0 has; on the others the argument is of no account. Collective.</summary>
    public byte[] Share(byte[]? ofMaster)
    {
        byte[] bytes = ofMaster ?? [];
        int[] length = [bytes.Length];
        Wait(_communicator.ImmediateBroadcast<int>(length, 0));
        if (Rank > 0) bytes = new byte[length[0]];
        Wait(_communicator.ImmediateBroadcast<byte>(bytes, 0));
        return bytes;

        static void Wait(Request request) => WaitUntil(() => request.Test(out _), static () => { });
    }

    public void Dispose() => _communicator.Dispose();

    private byte[][] Receive(byte[] own, ControlTag tag, Action<IReadOnlyCollection<int>> waiting)
    {
        byte[][] messages = new byte[Size][];
        messages[0] = own;
        SortedSet<int> missing = [.. Enumerable.Range(1, Size - 1)];
        WaitUntil(() =>
        {
            while (_communicator.ImmediateMatchedProbe(Mpi.Communicator.anySource, (int)tag) is { } message)
            {
                byte[] bytes = new byte[message.Count<byte>()];
                message.Receive(bytes.AsSpan());
                messages[message.Source] = bytes;
                missing.Remove(message.Source);
            }
            return missing.Count == 0;
        }, () => waiting(missing));
        return messages;
    }

    private void Send(byte[] message, ControlTag tag, Action waiting)
    {
        Request send = _communicator.ImmediateSend<byte>(message, 0, (int)tag);
        WaitUntil(() => send.Test(out _), waiting);
    }

    private static void WaitUntil(Func<bool> condition, Action waiting)
    {
        Backoff backoff = new();
        while (!condition())
        {
            waiting();
            backoff.Pause();
        }
    }
}

/// <summary>What a control message is about; the MPI tag.</summary>
internal enum ControlTag
{
    Register = 1,
    Completed = 2,

    /// <summary>Barriers, and how workers are.</summary>
    Course = 3,

    /// <summary>From workers to the driver.</summary>
    ToDriver = 4,

    /// <summary>From the driver to workers.</summary>
    ToWorker = 5,
}
