namespace Twister2.Dataflow.Tests;

/// <summary>Scratch in memory that fails as it is told: full after so many bytes, unreadable, or not giving back what was written.</summary>
internal sealed class FaultySpillStore : ISpillStore
{
    private readonly Spill.MemorySpillStore _store = new();

    /// <summary>Bytes that fit.</summary>
    public long Room { get; set; } = long.MaxValue;

    public bool FailsToCreate { get; set; }

    public bool FailsToRead { get; set; }

    /// <summary>Bits of one byte of what is read that are turned round.</summary>
    public byte Damage { get; set; }

    /// <summary>Which byte of each larger piece that is read is damaged.</summary>
    public int DamagedByte { get; set; }

    public int Open => _store.Open;

    public long Written => _store.Written;

    public string Place => "faulty memory";

    public ISpillFile Create(string name) => FailsToCreate ? throw new UnauthorizedAccessException("No files may be made here.") : new SpillFile(this, _store.Create(name));

    public void Dispose() => _store.Dispose();

    private sealed class SpillFile(FaultySpillStore store, ISpillFile file) : ISpillFile
    {
        public string Name => file.Name;

        public long Length => file.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (store.Written + bytes.Length > store.Room) throw new IOException("No space left on device.");
            file.Append(bytes);
        }

        public void Read(long offset, Span<byte> bytes)
        {
            if (store.FailsToRead) throw new IOException("Input/output error.");
            file.Read(offset, bytes);
            if (bytes.Length > store.DamagedByte) bytes[store.DamagedByte] ^= store.Damage;
        }

        public void Dispose() => file.Dispose();
    }
}
