using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>
/// A folder that all workers of the job share and that stays when it has ended: <c>volume</c> in the job's directory, and in it one for each worker. Twister2's <c>IPersistentVolume</c>. <c>twister2 clear</c> removes it with the job.
/// </summary>
public sealed class PersistentVolume
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _job, _worker;

    internal PersistentVolume(string jobDirectory, int worker)
    {
        _job = System.IO.Path.Combine(jobDirectory, "volume");
        _worker = System.IO.Path.Combine(_job, $"worker-{worker}");
    }

    /// <summary>The folder of the job, absolute; it is made when this is first asked for.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    public string JobPath => Make(_job);

    /// <summary>The folder of this worker in it, absolute; it is made when this is first asked for.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    public string WorkerPath => Make(_worker);

    /// <summary>Bytes that are free there now, for all who write there.</summary>
    public long FreeBytes => FreeSpace.Of(System.IO.Path.GetDirectoryName(_job)!);

    private static string Make(string path)
    {
        try
        {
            return Directory.CreateDirectory(path, OwnerOnly).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"The persistent volume '{path}' cannot be made: {e.Message}", e);
        }
    }
}
