using Twister2.JobMaster.Barriers;
using Twister2.JobMaster.Driver;

namespace Twister2.JobMaster;

/// <summary>A worker's messages to and from the job's driver. From any thread.</summary>
public sealed class DriverConnection
{
    private readonly Post _post;
    private readonly int _worker;

    internal DriverConnection(Post post, int worker, bool exists)
    {
        (_post, _worker, Exists) = (post, worker, exists);
        Reader = new MailReader(post, post.ToWorker, "the driver");
    }

    /// <summary>Whether the job has a driver.</summary>
    public bool Exists { get; }

    internal MailReader Reader { get; }

    /// <summary>Sends a value to the driver. Values of one worker arrive in the order in which they were sent. Waits only where 64 MB are on their way and are not taken.</summary>
    /// <exception cref="InvalidOperationException">The job has no driver.</exception>
    /// <exception cref="NotSupportedException">The type cannot be packed.</exception>
    public void Send<T>(T value)
    {
        CheckDriver();
        _post.Send(ControlTag.ToDriver, 0, DriverMessage.Of(_worker, value));
    }

    /// <summary>The next message of the driver; null when the driver has returned and nothing is left.</summary>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <exception cref="InvalidOperationException">The job has no driver, or a listener has the messages.</exception>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public DriverMessage? Receive(TimeSpan? timeout = null)
    {
        CheckDriver();
        return Reader.Receive(timeout);
    }

    /// <summary>Has a function called with each message of the driver, one after the other, on a thread of its own, until the program has returned on this worker. What it throws ends the job.</summary>
    /// <exception cref="InvalidOperationException">The job has no driver, or there is a listener.</exception>
    public void Listen(Action<DriverMessage> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        CheckDriver();
        Reader.Listen(listener);
    }

    /// <summary>The program has returned on this worker.</summary>
    internal void Close()
    {
        if (!Exists) return;
        Reader.End();
        _post.Send(ControlTag.ToDriver, 0, DriverMessage.End(_worker));
    }

    private void CheckDriver()
    {
        if (!Exists) throw new InvalidOperationException("This job has no driver: name one with --driver, in JobOptions.Driver or with Twister2JobBuilder.SetDriver.");
    }
}
