namespace Twister2.JobMaster;

/// <summary>The folder under which jobs leave their directories, as <c>jobs/ID</c>, and what it knows of them.</summary>
public sealed class JobRoot
{
    /// <summary>The folder that is named; default <c>$TWISTER2_HOME</c>, or <c>.twister2</c> in the home directory.</summary>
    /// <exception cref="UsageException">None is named, and there is no home directory.</exception>
    public JobRoot(string? path = null) => Path = JobDirectory.RootOf(path);

    /// <summary>The folder, absolute; it need not exist.</summary>
    public string Path { get; }

    /// <summary>Where jobs that are archives are unpacked, each in a folder that is named by its hash.</summary>
    internal string PackageFolder => System.IO.Path.Combine(Path, "packages");

    private string Jobs => System.IO.Path.Combine(Path, "jobs");

    /// <summary>What is known of each job, the last started first. A job whose directory goes away meanwhile is left out.</summary>
    /// <exception cref="UsageException">The folder cannot be read.</exception>
    public IReadOnlyList<JobRecord> List()
    {
        List<JobRecord> records = [];
        foreach (string path in Directories())
            if (JobRecord.TryRead(path) is { } record) records.Add(record);
        records.Sort(static (a, b) => b.Started != a.Started ? b.Started.CompareTo(a.Started) : string.CompareOrdinal(a.Id, b.Id));
        return records;
    }

    /// <summary>The job of an id, of an id's beginning that no other id has, or, by the word <c>last</c>, the one that was started last.</summary>
    /// <exception cref="UsageException">There is none, or there are several; the message names them.</exception>
    public JobRecord Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id == "last")
            return List() is [var last, ..] ? last : throw new UsageException($"There is no job under '{Path}'.");
        // An id is the name of a folder, never a path.
        string[] found = [.. Directories().Where(path => System.IO.Path.GetFileName(path).StartsWith(id, StringComparison.Ordinal))];
        string? exact = found.FirstOrDefault(path => System.IO.Path.GetFileName(path) == id);
        if (id.Length == 0 || (exact ?? found.FirstOrDefault()) is not { } path)
            throw new UsageException($"There is no job '{id}' under '{Path}'. 'twister2 list' names those that there are; --root chooses another folder.");
        if (exact is null && found.Length > 1)
            throw new UsageException($"'{id}' is the beginning of {found.Length} ids: {string.Join(", ", found.Order(StringComparer.Ordinal).Take(5).Select(System.IO.Path.GetFileName))}{(found.Length > 5 ? ", …" : "")}.");
        return JobRecord.TryRead(path) ?? throw new UsageException($"'{path}' has no job.json that can be read: it is no job's directory, or a damaged one.");
    }

    /// <summary>The directories of jobs, finished ones and those that cannot be read among them.</summary>
    internal IEnumerable<string> Directories()
    {
        try
        {
            // Those that begin with '.' are still being made.
            return Directory.Exists(Jobs) ? [.. Directory.EnumerateDirectories(Jobs).Where(static path => System.IO.Path.GetFileName(path)[0] != '.')] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{Jobs}' cannot be read: {e.Message}", e);
        }
    }
}
