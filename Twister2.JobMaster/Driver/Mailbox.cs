namespace Twister2.JobMaster.Driver;

/// <summary>Messages that have come and have not been read. From any thread.</summary>
/// <param name="senders">How many send to it; it is over when each has sent its end and all is read.</param>
internal sealed class Mailbox(int senders)
{
    private const long MostBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<DriverMessage> _messages = [];
    private long _bytes;
    private int _open = senders;
    private bool _isDiscarded;

    /// <summary>Whether more is to be taken; else its senders keep it, and wait.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return _bytes < MostBytes;
        }
    }

    /// <summary>Whether there is nothing, and nothing will come.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate) return _isDiscarded || (_open == 0 && _messages.Count == 0);
        }
    }

    public void Add(DriverMessage message)
    {
        lock (_gate)
        {
            if (message.IsEnd) _open--;
            if (message.IsEnd || _isDiscarded) return;
            _messages.Enqueue(message);
            _bytes += message.Length;
        }
    }

    public bool TryTake(out DriverMessage? message)
    {
        lock (_gate)
        {
            if (!_messages.TryDequeue(out message)) return false;
            _bytes -= message.Length;
            return true;
        }
    }

    /// <summary>Nobody reads any more: what is there and what comes is dropped.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            _isDiscarded = true;
            _messages.Clear();
            _bytes = 0;
        }
    }
}
