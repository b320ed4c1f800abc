using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Mpi;

/// <summary>
/// The memory that operations under way read and write on the side of the process that started them: the caller's, pinned, or a copy. All
/// of it stays where it is until the synchronisation that completes the operations, which lets it go.
/// </summary>
internal sealed unsafe class OriginBuffers
{
    private const int BlockSize = 1 << 16;
    private const int Alignment = 16;
    private const int Pinned = -1;

    private readonly List<Block> _blocks = [];
    private Entry[] _entries = new Entry[8];
    private int _count;
    private int _current;

    /// <summary>Bytes of the copies that wait for a synchronisation.</summary>
    public long StagedBytes { get; private set; }

    /// <summary>Pins the caller's memory for an operation on a rank.</summary>
    public void* Pin<T>(ReadOnlyMemory<T> memory, int rank)
    {
        MemoryHandle pin = memory.Pin();
        Add(new Entry { Rank = rank, Place = Pinned, Pin = pin });
        return pin.Pointer;
    }

    /// <summary>Copies values for an operation on a rank.</summary>
    public void* Stage<T>(ReadOnlySpan<T> values, int rank)
        where T : unmanaged
    {
        byte* place = Reserve((long)values.Length * sizeof(T), rank);
        values.CopyTo(new Span<T>(place, values.Length));
        return place;
    }

    /// <summary>Gives room, aligned for every type, for an operation on a rank.</summary>
    public byte* Reserve(long bytes, int rank)
    {
        long needed = (bytes + Alignment - 1) & -Alignment;
        int place = _current;
        if (place >= _blocks.Count || _blocks[place].Room < needed)
            place = FindBlock(needed);
        var block = _blocks[place];
        byte* result = block.Take(needed);
        StagedBytes += needed;
        ref Entry last = ref _entries[Math.Max(_count - 1, 0)];
        if (_count > 0 && last.Place == place && last.Rank == rank)
            return result;
        block.Users++;
        Add(new Entry { Rank = rank, Place = place });
        return result;
    }

    /// <summary>Lets go what operations on one rank used.</summary>
    public void Release(int rank)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].Rank == rank)
                Free(ref _entries[i]);
            else if (kept++ != i)
                _entries[kept - 1] = _entries[i];
        }

        _count = kept;
    }

    /// <summary>Lets everything go.</summary>
    public void ReleaseAll()
    {
        for (int i = 0; i < _count; i++)
            Free(ref _entries[i]);
        _count = 0;
    }

    private void Add(in Entry entry)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        _entries[_count++] = entry;
    }

    private void Free(ref Entry entry)
    {
        if (entry.Place == Pinned)
            entry.Pin.Dispose();
        else
            StagedBytes -= _blocks[entry.Place].Leave();
        entry = default;
    }

    private int FindBlock(long needed)
    {
        _current = _blocks.FindIndex(block => block.Room >= needed);
        if (_current < 0)
        {
            _current = _blocks.Count;
            _blocks.Add(new Block(Math.Max(BlockSize, needed)));
        }

        return _current;
    }

    private struct Entry
    {
        public int Rank;
        public int Place;
        public MemoryHandle Pin;
    }

    /// <summary>Memory that never moves, taken from front to back, and empty again when the last user has left.</summary>
    private sealed class Block(long size)
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(checked((int)size + Alignment), pinned: true);
        private long _used;

        public int Users { get; set; }

        public long Room => size - _used;

        public byte* Take(long bytes)
        {
            byte* first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
            byte* aligned = (byte*)(((nint)first + Alignment - 1) & -Alignment);
            byte* result = aligned + _used;
            _used += bytes;
            return result;
        }

        /// <summary>A user leaves; returns how many bytes became free.</summary>
        public long Leave()
        {
            if (--Users > 0)
                return 0;
            long freed = _used;
            _used = 0;
            return freed;
        }
    }
}
