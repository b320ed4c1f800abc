using System.Runtime.InteropServices;

namespace Twister2.Examples.TeraSort;

/// <summary>Writes records to a new file.</summary>
internal sealed class RecordWriter(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);

    public long Records { get; private set; }

    public void Add(ReadOnlySpan<Record> records)
    {
        _file.Write(MemoryMarshal.AsBytes(records));
        Records += records.Length;
    }

    /// <summary>All is on disk.</summary>
    public void Complete() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();
}
