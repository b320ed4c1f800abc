using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Memory;

/// <summary>
/// Append-only storage of the long texts of a table in pinned blocks, so that a slot can hold an address and <see cref="Utf8Text"/> views need no copy. Short texts, which lie
/// in the slots, are copied when they are read.
/// </summary>
internal sealed unsafe class ByteArena
{
    private const int SmallestBlock = 4 << 10, LargestBlock = 1 << 20;

    // So that a text that is read back can be hashed with one 16-byte load, also the last of its block.
    private const int Padding = 16;

    // Short texts that were read, one behind the other: a block that is taken by the garbage collector's nursery.
    private const int ReadBlock = 32 << 10;

    private readonly List<byte[]> _blocks = [];
    private byte* _next;
    private byte* _end;
    private byte[] _read = [];
    private int _readUsed;

    /// <summary>Bytes taken from the runtime.</summary>
    public long Bytes { get; private set; }

    public StoredText Keep(ReadOnlySpan<byte> text, ulong hash)
    {
        if (_end - _next < (long)text.Length + Padding) AddBlock(text.Length);
        byte* address = _next;
        text.CopyTo(new Span<byte>(address, text.Length));
        _next += text.Length;
        return new StoredText { First = hash, Second = (ulong)address, LengthAndOne = (uint)text.Length + 1, Block = _blocks.Count - 1 };
    }

    public Utf8Text Restore(in StoredText stored)
    {
        if (stored.IsInline) return RestoreInline(in stored);
        byte[] block = _blocks[stored.Block];
        long offset = stored.Address - (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return Utf8Text.Unchecked(block, (int)offset, stored.Length);
    }

    /// <summary>Forgets all texts. Views handed out keep their blocks.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _next = _end = null;
        Bytes = 0;
    }

    private Utf8Text RestoreInline(in StoredText stored)
    {
        // Always 16 bytes are written: those behind the text are free still, or padding.
        if (_read.Length - _readUsed < StableHash.LongestInline + Padding)
        {
            _read = GC.AllocateUninitializedArray<byte>(ReadBlock);
            _readUsed = 0;
        }
        ref byte to = ref _read[_readUsed];
        Unsafe.WriteUnaligned(ref to, stored.First);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, sizeof(ulong)), stored.Second);
        Utf8Text text = Utf8Text.Unchecked(_read, _readUsed, stored.Length);
        _readUsed += stored.Length;
        return text;
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
