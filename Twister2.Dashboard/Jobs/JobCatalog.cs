namespace Twister2.Dashboard.Jobs;

/// <summary>The jobs under a root, the last started first. For any thread.</summary>
internal sealed class JobCatalog(JobRoot root, TimeProvider time)
{
    private const int MostDetails = 8;

    private static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(0.9), KeepDetails = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedJob> _jobs = new(StringComparer.Ordinal);
    private readonly SlurmWatch _slurm = new(time);
    private IReadOnlyList<JobSnapshot> _list = [];
    private long? _listed;

    public JobRoot Root => root;

    /// <summary>All jobs, as they are or were less than a second ago.</summary>
    /// <exception cref="UsageException">The root cannot be read.</exception>
    public IReadOnlyList<JobSnapshot> List()
    {
        lock (_gate)
        {
            if (_listed is { } last && time.GetElapsedTime(last) < ListEvery) return _list;
            Meet();
            JobSnapshot?[] looks = new JobSnapshot?[_jobs.Count];
            WatchedJob[] jobs = [.. _jobs.Values];
            // Directories on a parallel file system answer slowly, but many at a time.
            Parallel.For(0, jobs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => looks[i] = jobs[i].Look());
            _list = [.. looks.OfType<JobSnapshot>().OrderByDescending(static job => job.Description.Started).ThenBy(static job => job.Id, StringComparer.Ordinal)];
            _listed = time.GetTimestamp();
            _slurm.Ask(jobs);
            Forget(jobs);
            return _list;
        }
    }

    /// <summary>Changes when the list does.</summary>
    public string Version()
    {
        HashCode hash = new();
        foreach (JobSnapshot job in List()) hash.Add(job.Version);
        return $"{_list.Count}.{hash.ToHashCode():x}";
    }

    /// <summary>A job by its whole id; null where there is none. An id is the name of a folder, never a path.</summary>
    public WatchedJob? Find(string id)
    {
        lock (_gate)
        {
            if (!_jobs.ContainsKey(id)) Meet();
            return _jobs.GetValueOrDefault(id);
        }
    }

    private void Meet()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string path in root.Directories())
        {
            string id = System.IO.Path.GetFileName(path);
            seen.Add(id);
            if (!_jobs.ContainsKey(id)) _jobs.Add(id, new WatchedJob(path, time));
        }
        foreach (string gone in _jobs.Keys.Where(id => !seen.Contains(id)).ToArray()) _jobs.Remove(gone);
    }

    // An hour of samples of many workers is some megabytes.
    private void Forget(WatchedJob[] jobs)
    {
        foreach (WatchedJob job in jobs.Where(static job => job.HasDetails).OrderByDescending(static job => job.Used).Skip(MostDetails))
            if (time.GetElapsedTime(job.Used) > KeepDetails) job.ForgetDetails();
    }
}
