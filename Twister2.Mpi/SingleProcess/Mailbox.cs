namespace Twister2.Mpi.SingleProcess;

/// <summary>A message that nobody has received yet.</summary>
internal sealed class Message
{
    public required int Tag { get; init; }

    public required byte[] Payload { get; init; }

    /// <summary>The synchronous send that waits for this message to be received.</summary>
    public PendingOperation? Sender { get; set; }

    public SingleStatus Status => SingleStatus.Of(Tag, Payload.Length);
}

/// <summary>
/// MPI's matching for one communicator of one process: messages and receives meet in the order in which they were posted. Called
/// under the lock of <see cref="ProcessState"/>.
/// </summary>
internal sealed unsafe class Mailbox
{
    private readonly LinkedList<Message> _messages = [];
    private readonly LinkedList<PendingOperation> _receives = [];

    /// <summary>Gives a message to the first receive that waits for it, or keeps a copy.</summary>
    public void Deliver(ReadOnlySpan<byte> data, int tag, PendingOperation? sender)
    {
        for (var node = _receives.First; node is not null; node = node.Next)
        {
            if (!node.Value.Matches(tag))
                continue;
            _receives.Remove(node);
            Complete(node.Value, data, tag);
            sender?.Finish(SingleStatus.Empty, Abi.Success);
            return;
        }

        _messages.AddLast(new Message { Tag = tag, Payload = data.ToArray(), Sender = sender });
    }

    /// <summary>Completes a receive from the first message that matches it, or lets it wait.</summary>
    public void Receive(PendingOperation receive)
    {
        if (Take(receive.WantedTag) is { } message)
            Complete(receive, message);
        else
            _receives.AddLast(receive);
    }

    /// <summary>The first message with the tag; it stays.</summary>
    public Message? Find(int tag)
    {
        foreach (var message in _messages)
        {
            if (tag == Abi.AnyTag || message.Tag == tag)
                return message;
        }

        return null;
    }

    /// <summary>The first message with the tag; it is taken out.</summary>
    public Message? Take(int tag)
    {
        var message = Find(tag);
        if (message is not null)
            _messages.Remove(message);
        return message;
    }

    /// <summary>Puts a message's content where a receive wants it.</summary>
    public static void Complete(PendingOperation receive, Message message)
    {
        Complete(receive, message.Payload, message.Tag);
        message.Sender?.Finish(SingleStatus.Empty, Abi.Success);
    }

    /// <summary>Takes back a receive without message, or a synchronous send without receiver.</summary>
    public void Cancel(PendingOperation operation)
    {
        bool found = _receives.Remove(operation);
        if (!found && _messages.FirstOrDefault(m => m.Sender == operation) is { } message)
            found = _messages.Remove(message);
        if (found)
            operation.Finish(SingleStatus.Empty with { Cancelled = 1 }, Abi.Success);
    }

    private static void Complete(PendingOperation receive, ReadOnlySpan<byte> data, int tag)
    {
        long length = Math.Min(data.Length, receive.Capacity);
        TypeMap.Unpack(data[..(int)length], receive.Buffer, receive.Layout);
        int error = data.Length > receive.Capacity ? (int)ErrorClass.Truncate : Abi.Success;
        receive.Finish(SingleStatus.Of(tag, length), error);
    }
}
