using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>
/// A piece of UTF-8 text: a view of <see cref="Length"/> bytes in a block that is never changed after it was handed out.
/// The record type of text input; a word taken from a line costs no allocation.
/// </summary>
/// <remarks>
/// A view keeps its whole block (64 KiB for text that was read from a file) alive. Caches and the keys of keyed operators move their texts to blocks of their
/// own, also those in pairs and tuples, but not those in objects. Other code that keeps few of many records for long calls <see cref="ToOwned"/>. Bytes are compared as they are: no Unicode normalisation, and invalid UTF-8 is carried unchanged.
/// The default value is the empty text.
/// </remarks>
public readonly struct Utf8Text : IEquatable<Utf8Text>, IComparable<Utf8Text>, ISpanFormattable, IUtf8SpanFormattable
{
    private readonly byte[]? _block;
    private readonly int _offset;
    private readonly int _length;

    /// <summary>A view of <paramref name="length"/> bytes of <paramref name="block"/>, which must not change from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the block.</exception>
    public Utf8Text(byte[] block, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(block);
        if ((uint)offset > (uint)block.Length || (uint)length > (uint)(block.Length - offset))
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset}+{length}) is not inside a block of {block.Length} bytes.");
        _block = block;
        _offset = offset;
        _length = length;
    }

    private Utf8Text(byte[]? block, int offset, int length, bool _)
    {
        _block = block;
        _offset = offset;
        _length = length;
    }

    /// <summary>Copies a string's UTF-8 bytes.</summary>
    public Utf8Text(string text) : this(Encoding.UTF8.GetBytes(text)) { }

    private Utf8Text(byte[] block) : this(block, 0, block.Length, true) { }

    /// <summary>Copies the bytes.</summary>
    public static Utf8Text CopyOf(ReadOnlySpan<byte> utf8) => new(utf8.ToArray());

    /// <summary>Length in bytes.</summary>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _length;
    }

    /// <summary>Whether there is no byte.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _block is null ? default : MemoryMarshal.CreateReadOnlySpan(ref First, _length);
    }

    /// <summary>The bytes from <paramref name="start"/> on, as a view of the same block.</summary>
    public Utf8Text Slice(int start, int length)
    {
        if ((uint)start > (uint)_length || (uint)length > (uint)(_length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {start}+{length}) is not inside a text of {_length} bytes.");
        return new Utf8Text(_block, _offset + start, length, true);
    }

    /// <summary>The same bytes in a block of their own, so that nothing else is kept alive.</summary>
    public Utf8Text ToOwned() => _block is null || _block.Length == _length ? this : CopyOf(Span);

    /// <summary>A view of a block without the range check; for readers and tokenizers that made the range themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Utf8Text Unchecked(byte[]? block, int offset, int length) => new(block, offset, length, true);

    internal byte[]? Block => _block;

    internal int Offset => _offset;

    private ref byte First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block!), (nint)(uint)_offset);
    }

    /// <summary>A hash that is the same in every process and on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong StableHash()
    {
        if (_length > Hashing.StableHash.LongestInline) return Hashing.StableHash.OfBytes(Span);
        LoadInline(out ulong first, out ulong second);
        return Hashing.StableHash.OfInline(first, second, _length);
    }

    /// <summary>
    /// The bytes of a text of at most 16, padded with zeros; of a longer one any. The 16 bytes that end with the text are read: where it begins its block they begin in the header of the
    /// array, so that there is no border to look out for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LoadInline(out ulong first, out ulong second)
    {
        byte[]? block = _block;
        if (block is null)
        {
            first = second = 0;
            return;
        }
        int missing = 16 - _length;
        missing &= ~(missing >> 31);
        ref byte data = ref MemoryMarshal.GetArrayDataReference(block);
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref data, (nint)_offset - missing));
        Vector128<byte> from = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Indices), (nuint)missing);
        Vector128<ulong> moved = Vector128.ShuffleNative(bytes, from).AsUInt64();
        first = moved.GetElement(0);
        second = moved.GetElement(1);
    }

    /// <summary>Those from n on bring a vector's bytes from n on to its front, and zeros behind them.</summary>
    private static ReadOnlySpan<byte> Indices =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    ];

    /// <inheritdoc/>
    public bool Equals(Utf8Text other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)StableHash();

    /// <summary>Compares byte by byte, which is the order of code points for valid UTF-8.</summary>
    public int CompareTo(Utf8Text other) => Span.SequenceCompareTo(other.Span);

    /// <summary>The text as a string; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Encoding.UTF8.TryGetChars(Span, destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = Span.TryCopyTo(utf8Destination) ? _length : 0;
        return bytesWritten == _length;
    }

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    /// <summary>Byte order.</summary>
    public static bool operator <(Utf8Text left, Utf8Text right) => left.CompareTo(right) < 0;

    /// <summary>Byte order.</summary>
    public static bool operator >(Utf8Text left, Utf8Text right) => left.CompareTo(right) > 0;

    /// <summary>Byte order.</summary>
    public static bool operator <=(Utf8Text left, Utf8Text right) => left.CompareTo(right) <= 0;

    /// <summary>Byte order.</summary>
    public static bool operator >=(Utf8Text left, Utf8Text right) => left.CompareTo(right) >= 0;
}
