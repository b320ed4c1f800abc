using System.Text;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>A word that differs from its input, built in a block of this thread. Words are only ever appended, so views of the block stay right.</summary>
internal ref struct LoweredWord
{
    private const int BlockBytes = 64 << 10, Padding = 16;

    [ThreadStatic]
    private static byte[]? _threadBlock;

    [ThreadStatic]
    private static int _threadUsed;

    private byte[] _block;
    private int _start;

    public LoweredWord(ReadOnlySpan<byte> beginning)
    {
        _block = _threadBlock ??= new byte[BlockBytes];
        _start = _threadUsed;
        Reserve(beginning.Length);
        beginning.CopyTo(_block.AsSpan(_start));
        Length = beginning.Length;
    }

    public int Length { get; private set; }

    public void Append(byte ascii)
    {
        Reserve(1);
        _block[_start + Length++] = ascii;
    }

    public void Append(Rune rune)
    {
        Reserve(4);
        Length += rune.EncodeToUtf8(_block.AsSpan(_start + Length));
    }

    public readonly Utf8Text ToText()
    {
        _threadBlock = _block;
        _threadUsed = _start + Length;
        return Utf8Text.Unchecked(_block, _start, Length);
    }

    private void Reserve(int more)
    {
        if (_start + (long)Length + more + Padding <= _block.Length) return;
        byte[] next = new byte[Math.Max(BlockBytes, checked(2 * (Length + more)) + Padding)];
        _block.AsSpan(_start, Length).CopyTo(next);
        _block = next;
        _start = 0;
    }
}
