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
    private const string Prefix = "twister2-", OwnerFile = "owner";

    private readonly string _directory = Path.Combine(root, $"{Prefix}{label}-{Environment.ProcessId}");
    private FileStream? _owner;
    private int _files;

    public string Place => _directory;

    public ISpillFile Create(string name)
    {
        if (_owner is null || !Directory.Exists(_directory)) Claim();
        return new SpillFile(Path.Combine(_directory, $"{_files++:d6}-{name}"));
    }

    public void Dispose()
    {
        if (_owner is null) return;
        _owner.Dispose();
        _owner = null;
        Remove(_directory);
    }

    /// <summary>Removes directories whose owners are gone.</summary>
    public static void Sweep(string root)
    {
        if (!Directory.Exists(root)) return;
        foreach (string directory in Directory.EnumerateDirectories(root, Prefix + "*"))
            if (IsAbandoned(directory)) Remove(directory);
    }

    private void Claim()
    {
        if (_owner is null) firstUse?.Invoke();
        else _owner.Dispose();
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The lock goes with the process.
        _owner = new FileStream(Path.Combine(_directory, OwnerFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    private static bool IsAbandoned(string directory)
    {
        try
        {
            using FileStream owner = new(Path.Combine(directory, OwnerFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Its owner lives, or it is none of ours, or it is just being made.
        }
    }

    private static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else removes it at the same time.
        }
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
