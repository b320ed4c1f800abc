using Microsoft.Win32.SafeHandles;

namespace Twister2.Dataflow.Spill;

/// <summary>
/// Scratch files of one worker, in a directory of its own that is made when the first one is needed. A file has no name from the moment it is open, so that the
/// system takes it back however the process ends; the directory, which may outlive a killed process, is removed by the next worker that starts there.
/// </summary>
/// <param name="root">The node-local directory, such as <c>$SLURM_TMPDIR</c>.</param>
/// <param name="label">Tells workers apart for a person; letters, digits and dashes.</param>
/// <param name="firstUse">Called before the directory is made.</param>
internal sealed class FileSpillStore(string root, string label, Action? firstUse = null) : ISpillStore
{
    // Whoever removes the directory more often than that in a row does not mean to let it be used.
    private const int Attempts = 5;

    private readonly ScratchFolder _folder = new(root, label, firstUse);
    private int _files;
    private bool _disposed;

    public string Place => _folder.Place;

    public ISpillFile Create(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Claim();
                return new SpillFile(Path.Combine(Place, $"{_files++:d6}-{name}"));
            }
            catch (DirectoryNotFoundException) when (attempt < Attempts)
            {
                // Somebody tidies up there at this moment: between making the directory and using it, it was gone.
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _folder.Dispose();
    }

    private sealed class SpillFile : ISpillFile
    {
        private readonly SafeFileHandle _handle;

        public SpillFile(string path)
        {
            Name = path;
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            File.Delete(path);
        }

        public string Name { get; }

        public long Length { get; private set; }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(_handle, bytes, Length);
            Length += bytes.Length;
        }

        public void Read(long offset, Span<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                int read = RandomAccess.Read(_handle, bytes, offset);
                if (read == 0) throw new EndOfStreamException($"{Name} ends at byte {offset}; {bytes.Length} more were written to it.");
                bytes = bytes[read..];
                offset += read;
            }
        }

        public void Dispose() => _handle.Dispose();
    }
}
