using System.Numerics;

namespace Twister2.Dataflow;

/// <summary>Chunk buffers of one worker, by power-of-two size, used again and again: touching new memory costs more than copying it. Not thread-safe.</summary>
internal sealed class BufferPool(long keepBytes = BufferPool.DefaultKeepBytes)
{
    public const long DefaultKeepBytes = 64 << 20;

    private const int SmallestLog = 8;

    private readonly Stack<ChunkBuffer>?[] _free = new Stack<ChunkBuffer>?[32];
    private long _kept;

    /// <summary>Buffers rented and not yet returned; 0 when every owner gave back what it had.</summary>
    public int Rented { get; private set; }

    public ChunkBuffer Rent(int capacity)
    {
        int log = Math.Max(SmallestLog, 32 - BitOperations.LeadingZeroCount((uint)Math.Max(capacity, 1) - 1));
        int size = log >= 31 ? Array.MaxLength : 1 << log;
        Rented++;
        if (_free[log] is not { Count: > 0 } stack) return new ChunkBuffer(this, size);
        ChunkBuffer buffer = stack.Pop();
        _kept -= buffer.Capacity;
        buffer.Length = 0;
        return buffer;
    }

    /// <summary>A buffer does not come back: somebody may look at it for longer than its owner. The garbage collector takes it.</summary>
    public void Forget() => Rented--;

    public void Return(ChunkBuffer buffer)
    {
        Rented--;
        if (_kept + buffer.Capacity > keepBytes) return; // The garbage collector takes it.
        int log = buffer.Capacity == Array.MaxLength ? 31 : BitOperations.Log2((uint)buffer.Capacity);
        (_free[log] ??= new()).Push(buffer);
        _kept += buffer.Capacity;
    }
}
