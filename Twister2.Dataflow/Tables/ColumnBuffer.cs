using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Tables;

/// <summary>Bytes of one buffer of a column, appended to. Its memory is used again after <see cref="Clear"/>.</summary>
internal sealed class ColumnBuffer
{
    /// <summary>Bytes behind the end that may be written, so that short texts can be copied 16 bytes at a time.</summary>
    public const int Slack = 16;

    // What is larger was for one giant row, and is not kept.
    private const int LargestKept = 4 << 20;

    private byte[] _bytes = [];

    /// <summary>Bytes appended.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes appended; they are overwritten after <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Room for so many values, which the caller writes.</summary>
    public Span<T> Append<T>(int count) where T : unmanaged
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        Reserve(bytes);
        Span<byte> room = _bytes.AsSpan(Length, (int)bytes);
        Length += (int)bytes;
        return MemoryMarshal.Cast<byte, T>(room);
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append<byte>(bytes.Length));

    /// <summary>Forgets what was appended.</summary>
    public void Clear()
    {
        if (_bytes.Length > LargestKept) _bytes = [];
        Length = 0;
    }

    private void Reserve(long bytes)
    {
        long needed = Length + bytes + Slack;
        if (needed <= _bytes.Length) return;
        if (needed > System.Array.MaxLength) throw new InsufficientMemoryException($"A column's buffer of {needed:N0} bytes: those of one chunk of a table must stay below 2 GiB.");
        byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(System.Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes = larger;
    }
}
