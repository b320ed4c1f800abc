namespace Twister2.Dataflow.Spill;

/// <summary>
/// A folder of one worker in a node-local directory, made when it is first needed and locked as long as the process lives. One that outlives a killed process is removed by the next worker that starts there.
/// </summary>
/// <param name="root">The node-local directory, such as <c>$SLURM_TMPDIR</c>.</param>
/// <param name="label">Tells workers apart for a person; letters, digits and dashes.</param>
/// <param name="firstUse">Called before the folder is made.</param>
internal sealed class ScratchFolder(string root, string label, Action? firstUse = null) : IDisposable
{
    private const string Prefix = "twister2-", OwnerFile = "owner";

    // Containers share directories and not numbers of processes, one process may have several folders, and nobody else must know the name beforehand.
    private readonly string _name = $"{Prefix}{label}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..12]}";
    private FileStream? _owner;

    public string Place => Path.Combine(root, _name);

    /// <summary>Makes the folder, where it is not there, or not any more.</summary>
    public void Claim()
    {
        if (_owner is not null && Directory.Exists(Place)) return;
        if (_owner is null) firstUse?.Invoke();
        else _owner.Dispose(); // Somebody removed the folder.
        // Under a name that nobody sweeps; only then it gets its own: a folder that could be swept is locked.
        string made = Path.Combine(root, "." + _name);
        Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The lock goes with the process.
        _owner = new FileStream(Path.Combine(made, OwnerFile), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Directory.Move(made, Place);
    }

    public void Dispose()
    {
        if (_owner is null) return;
        Remove(Place); // Before the lock is gone: else somebody who sweeps would be at it, too.
        _owner.Dispose();
        _owner = null;
    }

    /// <summary>Removes folders whose owners are gone.</summary>
    public static void Sweep(string root)
    {
        if (!Directory.Exists(root)) return;
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*"))
            if (IsAbandoned(folder)) Remove(folder);
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            using FileStream owner = new(Path.Combine(folder, OwnerFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Its owner lives, or it is none of ours, or it is just being made.
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else removes it at the same time.
        }
    }
}
