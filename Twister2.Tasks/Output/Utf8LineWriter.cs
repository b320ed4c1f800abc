using System.Text;
using Microsoft.Win32.SafeHandles;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Builds lines of UTF-8 text for an output file, without a string per line.</summary>
public sealed class Utf8LineWriter
{
    private const int FlushBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private byte[] _buffer = new byte[FlushBytes + (FlushBytes >> 2)];
    private int _used;

    internal Utf8LineWriter(SafeFileHandle file) => _file = file;

    internal long Written { get; private set; }

    /// <summary>Appends text as it is.</summary>
    public Utf8LineWriter Append(Utf8Text text) => Append(text.Span);

    /// <summary>Appends UTF-8 bytes as they are.</summary>
    public Utf8LineWriter Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _used += utf8.Length;
        return this;
    }

    /// <summary>Appends a string.</summary>
    public Utf8LineWriter Append(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _used += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>Appends a number or whatever else formats itself as UTF-8, by the invariant culture.</summary>
    public Utf8LineWriter Append<T>(T value) where T : struct, IUtf8SpanFormattable
    {
        int room = 64, written;
        while (!value.TryFormat(Room(room), out written, default, System.Globalization.CultureInfo.InvariantCulture)) room *= 2;
        _used += written;
        return this;
    }

    /// <summary>Appends an ASCII character.</summary>
    public Utf8LineWriter Append(char ascii)
    {
        if (!char.IsAscii(ascii)) return Append(ascii.ToString());
        Room(1)[0] = (byte)ascii;
        _used++;
        return this;
    }

    /// <summary>Whether enough was collected for one write to the file.</summary>
    internal bool IsFull => _used >= FlushBytes;

    internal void Flush()
    {
        RandomAccess.Write(_file, _buffer.AsSpan(0, _used), Written);
        Written += _used;
        _used = 0;
    }

    private Span<byte> Room(int bytes)
    {
        if (bytes > _buffer.Length - _used) Array.Resize(ref _buffer, checked((int)Math.Max(2L * _buffer.Length, (long)_used + bytes)));
        return _buffer.AsSpan(_used);
    }
}
