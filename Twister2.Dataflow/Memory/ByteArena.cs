using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Memory;

/// <summary>
/// Append-only storage of byte strings in pinned blocks, so that a table can hold addresses and still hand out
/// <see cref="Utf8Text"/> views without copying.
/// </summary>
internal sealed unsafe class ByteArena
{
    private const int SmallestBlock = 4 << 10, LargestBlock = 1 << 20;

    // So that a text that is read back can be hashed with one 8-byte load, also the last of its block.
    private const int Padding = 8;

    private readonly List<byte[]> _blocks = [];
    private byte* _next;
    private byte* _end;

    /// <summary>Bytes taken from the runtime.</summary>
    public long Bytes { get; private set; }

    public StoredText Keep(Utf8Text text)
    {
        int length = text.Length;
        if (_end - _next < (long)length + Padding) AddBlock(length);
        byte* address = _next;
        text.Span.CopyTo(new Span<byte>(address, length));
        _next += length;
        return new StoredText(address, length, _blocks.Count - 1);
    }

    public Utf8Text Restore(StoredText stored)
    {
        byte[] block = _blocks[stored.Block];
        long offset = stored.Address - (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return Utf8Text.Unchecked(block, (int)offset, stored.Length);
    }

    /// <summary>Forgets all strings. Views handed out keep their blocks.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _next = _end = null;
        Bytes = 0;
    }

    private void AddBlock(int length)
    {
        int usual = (int)Math.Clamp(Bytes, SmallestBlock, LargestBlock);
        byte[] block = GC.AllocateUninitializedArray<byte>(Math.Max(usual, checked(length + Padding)), pinned: true);
        _blocks.Add(block);
        Bytes += block.Length;
        _next = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        _end = _next + block.Length;
    }
}

/// <summary>Where a <see cref="ByteArena"/> keeps a string.</summary>
internal readonly unsafe struct StoredText(byte* address, int length, int block)
{
    public readonly byte* Address = address;
    public readonly int Length = length;
    public readonly int Block = block;
}
