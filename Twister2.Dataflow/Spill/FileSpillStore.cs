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

    // Whoever removes the directory more often than that in a row does not mean to let it be used.
    private const int Attempts = 5;

    // Containers share directories and not numbers of processes, one process may have several stores, and nobody else must know the name beforehand.
    private readonly string _name = $"{Prefix}{label}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..12]}";
    private FileStream? _owner;
    private int _files;
    private bool _disposed;

    public string Place => Path.Combine(root, _name);

    public ISpillFile Create(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (_owner is null || !Directory.Exists(Place)) Claim();
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
        if (_owner is null) return;
        Remove(Place); // Before the lock is gone: else somebody who sweeps would be at it, too.
        _owner.Dispose();
        _owner = null;
    }

    /// <summary>Removes directories whose owners are gone.</summary>
    public static void Sweep(string root)
    {
        if (!Directory.Exists(root)) return;
        foreach (string directory in Directory.EnumerateDirectories(root, Prefix + "*"))
            if (IsAbandoned(directory)) Remove(directory);
    }

    /// <summary>Makes the directory and locks it, under a name that nobody sweeps; only then it gets its own: a directory that could be swept is locked.</summary>
    private void Claim()
    {
        if (_owner is null) firstUse?.Invoke();
        else _owner.Dispose(); // Somebody removed the directory.
        string made = Path.Combine(root, "." + _name);
        Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The lock goes with the process.
        _owner = new FileStream(Path.Combine(made, OwnerFile), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Directory.Move(made, Place);
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
