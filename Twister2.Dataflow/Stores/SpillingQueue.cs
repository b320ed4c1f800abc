using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Messages that wait for their turn, first in, first out: in memory while the budget allows it, and on scratch beyond that. What a worker cannot go on with at once it keeps here instead
/// of holding up those who sent it.
/// </summary>
internal sealed class SpillingQueue : IMemoryHolder, IDisposable
{
    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly SpillLog _log;
    private readonly Queue<Item> _items = new();
    private bool _disposed;

    /// <summary>An empty queue.</summary>
    /// <param name="env">The worker whose memory and scratch it uses.</param>
    /// <param name="owner">The operator, for messages.</param>
    public SpillingQueue(DataflowEnvironment env, string owner)
    {
        _env = env;
        _ledger = env.Ledgers.Current;
        _log = new SpillLog(env, owner, _ledger);
        env.Memory.Register(this);
    }

    /// <summary>A message, in memory or on scratch.</summary>
    private sealed class Item
    {
        public long Tag;
        public StoreBlock? Block;
        public SpilledBlock Spilled;
    }

    /// <summary>Messages that wait.</summary>
    public int Count => _items.Count;

    /// <summary>What the first message was tagged with.</summary>
    public long FirstTag => _items.Peek().Tag;

    public long SpillableBytes { get; private set; }

    /// <summary>Adds a copy of a message.</summary>
    public void Enqueue(long tag, ReadOnlySpan<byte> message)
    {
        StoreBlock block = _env.Blocks.Rent(Math.Max(message.Length, 1), _ledger);
        message.CopyTo(block.Rest);
        block.Length = message.Length;
        SpillableBytes += block.Capacity;
        _items.Enqueue(new Item { Tag = tag, Block = block });
    }

    /// <summary>Takes out the first message, behind <paramref name="front"/> bytes that are left free. The buffer is the caller's to return.</summary>
    public ChunkBuffer Dequeue(int front)
    {
        Item item = _items.Dequeue();
        int length = item.Block?.Length ?? item.Spilled.Length;
        ChunkBuffer buffer = _env.Pool.Rent(checked(front + length));
        buffer.Length = front + length;
        if (item.Block is { } block)
        {
            block.Bytes.CopyTo(buffer.Span[front..]);
            Drop(block);
        }
        else
        {
            _log.Read(item.Spilled, buffer.Span[front..]);
        }
        return buffer;
    }

    public void Spill()
    {
        foreach (Item item in _items)
        {
            if (item.Block is not { } block) continue;
            item.Spilled = _log.Append(block.Bytes);
            item.Block = null;
            Drop(block);
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _env.Memory.Unregister(this);
        foreach (Item item in _items)
            if (item.Block is { } block) Drop(block);
        _items.Clear();
        _log.Dispose();
    }

    private void Drop(StoreBlock block)
    {
        SpillableBytes -= block.Capacity;
        block.Dispose();
    }
}
