using Microsoft.Win32.SafeHandles;

namespace Twister2.Mpi.SingleProcess;

/// <summary>A file that the one process has open: its view, and its two file pointers.</summary>
internal sealed unsafe class SingleFile(SafeFileHandle storage, string path, int mode, bool deleteOnClose)
{
    // RandomAccess takes spans, which end at 2 GiB.
    private const long MaxPart = 1 << 30;

    private static readonly TypeMap Bytes = TypeMap.Basic(1);

    private TypeMap _pattern = Bytes;

    // Data bytes of the pattern before each of its pieces.
    private long[] _before = [0];
    private long _displacement;

    public int Mode => mode;

    public TypeMap Element { get; private set; } = Bytes;

    public long Position { get; set; }

    public long SharedPosition { get; set; }

    public bool IsAtomic { get; set; }

    public Dictionary<string, string> Info { get; } = [];

    /// <summary>What the collective that was begun has moved.</summary>
    public SingleStatus Begun { get; set; }

    public long Length
    {
        get => RandomAccess.GetLength(storage);
        set => RandomAccess.SetLength(storage, value);
    }

    public void SetView(long displacement, TypeMap element, TypeMap pattern)
    {
        (_displacement, Element, _pattern) = (displacement, element, pattern);
        _before = new long[pattern.Pieces.Length];
        for (int i = 1; i < _before.Length; i++)
            _before[i] = _before[i - 1] + pattern.Pieces[i - 1].Length;
        (Position, SharedPosition) = (0, 0);
    }

    /// <summary>Fills the file with zeros from its end on, so that there is storage for them.</summary>
    public void Preallocate(long length)
    {
        var zeros = new byte[1 << 16];
        for (long end = Length; end < length; end += zeros.Length)
            RandomAccess.Write(storage, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - end)), end);
    }

    public void Flush() => RandomAccess.FlushToDisk(storage);

    public void Close()
    {
        storage.Dispose();
        if (deleteOnClose)
            File.Delete(path);
    }

    /// <summary>The byte of the file at which a byte of the view's data lies, and how many follow it there.</summary>
    public (long Offset, long Count) Locate(long data)
    {
        if (_pattern.IsContiguous)
            return (_displacement + data, long.MaxValue);
        long tile = data / _pattern.Size;
        long rest = data % _pattern.Size;
        int index = Array.BinarySearch(_before, rest);
        index = index >= 0 ? index : ~index - 1;
        var (offset, length) = _pattern.Pieces[index];
        long inside = rest - _before[index];
        return (_displacement + (tile * _pattern.Extent) + offset + inside, length - inside);
    }

    /// <summary>How many elements of the view begin before the end of the file.</summary>
    public long EndPosition()
    {
        long length = Length - _displacement;
        if (length <= 0)
            return 0;
        long data = length;
        if (!_pattern.IsContiguous)
        {
            long tile = Math.Max(0, (length - _pattern.TrueLowerBound - _pattern.TrueExtent) / _pattern.Extent);
            data = tile * _pattern.Size;
            while (Locate(data) is var (offset, count) && offset < Length)
                data += Math.Min(count, Length - offset);
        }

        return (data + Element.Size - 1) / Element.Size;
    }

    /// <summary>Reads data of the view into memory; returns how many bytes there were.</summary>
    public long Read(byte* target, long bytes, long data)
    {
        long done = 0;
        while (done < bytes)
        {
            var (offset, count) = Locate(data + done);
            int part = (int)Math.Min(Math.Min(count, bytes - done), MaxPart);
            int got = RandomAccess.Read(storage, new Span<byte>(target + done, part), offset);
            done += got;
            if (got == 0)
                break;
        }

        return done;
    }

    /// <summary>Writes memory to data of the view.</summary>
    public void Write(byte* source, long bytes, long data)
    {
        for (long done = 0; done < bytes;)
        {
            var (offset, count) = Locate(data + done);
            int part = (int)Math.Min(Math.Min(count, bytes - done), MaxPart);
            RandomAccess.Write(storage, new ReadOnlySpan<byte>(source + done, part), offset);
            done += part;
        }
    }
}
