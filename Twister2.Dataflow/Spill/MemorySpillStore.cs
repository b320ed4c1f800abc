namespace Twister2.Dataflow.Spill;

/// <summary>Scratch in memory, for tests: everything that an operator does with files, without a disk.</summary>
internal sealed class MemorySpillStore : ISpillStore
{
    public string Place => "memory";

    /// <summary>Files that were made and not yet disposed.</summary>
    public int Open { get; private set; }

    /// <summary>Bytes written so far, to all files.</summary>
    public long Written { get; private set; }

    public ISpillFile Create(string name)
    {
        Open++;
        return new SpillFile(this, name);
    }

    public void Dispose() { }

    private sealed class SpillFile(MemorySpillStore store, string name) : ISpillFile
    {
        private readonly MemoryStream _bytes = new();
        private bool _disposed;

        public string Name => $"memory:{name}";

        public long Length => _bytes.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            _bytes.Position = _bytes.Length;
            _bytes.Write(bytes);
            store.Written += bytes.Length;
        }

        public void Read(long offset, Span<byte> bytes)
        {
            _bytes.Position = offset;
            _bytes.ReadExactly(bytes);
        }

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            store.Open--;
            _bytes.Dispose();
        }
    }
}
