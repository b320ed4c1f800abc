using Twister2.Dataflow;
using Twister2.Dataflow.Engine;
using Twister2.JobMaster.Barriers;

namespace Twister2.JobMaster.Driver;

/// <summary>One end's way to read its messages: one after the other, or by a function that is called with each.</summary>
internal sealed class MailReader(Post post, Mailbox mailbox, string others)
{
    // Who waits for long looks so often: two hundred looks a second cost a core half a per cent.
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(5);

    private Thread? _listener;

    public bool HasListener => _listener is not null;

    /// <summary>The next message; null when nothing comes any more.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public DriverMessage? Receive(TimeSpan? timeout)
    {
        if (_listener is not null && Thread.CurrentThread != _listener) throw new InvalidOperationException("The messages go to a listener, so none can be received here.");
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        Backoff backoff = new();
        while (true)
        {
            if (mailbox.TryTake(out DriverMessage? message)) return message;
            if (mailbox.IsOver) return null;
            if (timeout is { } limit && System.Diagnostics.Stopwatch.GetElapsedTime(started) >= limit) throw new TimeoutException($"No message of {others} has come in {limit.TotalSeconds:0.###} s.");
            post.Drive();
            if (!backoff.PauseShortly()) Thread.Sleep(Nap);
        }
    }

    /// <summary>From now on a function is called with each message, in their order, on a thread of its own. What it throws ends the job.</summary>
    public void Listen(Action<DriverMessage> listener)
    {
        if (_listener is not null) throw new InvalidOperationException($"There is a listener to messages of {others}; there cannot be a second.");
        _listener = new Thread(Run) { IsBackground = true, Name = $"Messages of {others}" };
        _listener.Start();

        void Run()
        {
            try
            {
                while (Receive(null) is { } message) listener(message);
            }
            catch (Exception e)
            {
                e.Data[UserCodeException.PlaceKey] = $"the listener to messages of {others}";
                throw;
            }
        }
    }

    /// <summary>Reads no more; a message that is being heard is heard to its end.</summary>
    public void End()
    {
        mailbox.Discard();
        _listener?.Join();
    }

    /// <summary>All is heard, and nothing comes any more.</summary>
    public void WaitForListener() => _listener?.Join();
}
