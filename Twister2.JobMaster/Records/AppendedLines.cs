using System.Diagnostics;

namespace Twister2.JobMaster;

/// <summary>
/// The lines of a file that others append to, each given once. The last line is given when its end is there: until then half of it may be missing. A file that has become shorter is another one, and is
/// read from its beginning.
/// </summary>
internal sealed class AppendedLines(string path)
{
    private static readonly TimeSpan WriterLimit = TimeSpan.FromSeconds(5);

    private byte[] _buffer = new byte[1 << 12];

    /// <summary>What is done with a line, which stands at an offset of the file and has no end of line.</summary>
    public delegate void Take(ReadOnlyMemory<byte> line, long offset);

    /// <summary>The bytes whose lines have been given.</summary>
    public long Position { get; private set; }

    /// <summary>Gives the lines that have come since the last call. A file that is not there has none.</summary>
    /// <param name="take">Gets each line; its memory is used again afterwards.</param>
    /// <param name="startOver">Called before the first line of another file.</param>
    public void ReadNew(Take take, Action startOver)
    {
        try
        {
            using FileStream file = Open();
            if (file.Length < Position)
            {
                Position = 0;
                startOver();
            }
            if (file.Length > Position) Read(file, take);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
        }
    }

    private void Read(FileStream file, Take take)
    {
        file.Position = Position;
        if (_buffer.Length < 1 << 16) _buffer = new byte[Math.Min(1 << 16, Math.Max(1 << 12, (int)Math.Min(file.Length - Position, 1 << 16)))];
        for (int kept = 0, count; (count = file.Read(_buffer.AsSpan(kept))) > 0;)
        {
            kept += count;
            kept = Give(kept, take);
            // A line longer than the buffer.
            if (kept == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    /// <summary>Gives the whole lines among the buffer's first bytes, and returns how many bytes of the next stand in it.</summary>
    private int Give(int count, Take take)
    {
        int start = 0;
        for (int length; (length = _buffer.AsSpan(start, count - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            take(_buffer.AsMemory(start, length), Position);
            Position += length + 1;
        }
        _buffer.AsSpan(start, count - start).CopyTo(_buffer);
        return count - start;
    }

    /// <summary>Waits where a worker is writing: it has the file for itself for as long as the disk takes.</summary>
    private FileStream Open()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && Stopwatch.GetElapsedTime(started) < WriterLimit)
            {
                Thread.Sleep(5);
            }
        }
    }
}
