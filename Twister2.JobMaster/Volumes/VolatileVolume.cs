using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Spill;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>
/// A folder of this worker alone on its node's own disk, for files that the job does not outlive. Twister2's <c>IVolatileVolume</c>. It is removed when the job ends; after a crash by the next job that uses the node's scratch.
/// </summary>
public sealed class VolatileVolume : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ScratchFolder _folder;
    private bool _isMade;

    internal VolatileVolume(string? scratch, int worker, ILogger logger)
    {
        Scratch = System.IO.Path.GetFullPath(Dataflow.Spill.Scratch.RootOf(scratch));
        _folder = Dataflow.Spill.Scratch.OpenFolder(Scratch, worker, logger);
    }

    /// <summary>The node's directory that it lies in: what <c>--scratch</c> says, <c>$SLURM_TMPDIR</c>, <c>$TMPDIR</c> or <c>/tmp</c>.</summary>
    public string Scratch { get; }

    /// <summary>The folder, absolute; it is made when this is first asked for.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    public string Path
    {
        get
        {
            lock (_gate)
            {
                if (!_isMade) Make();
                return _folder.Place;
            }
        }
    }

    /// <summary>Bytes that are free there now, for all who write there.</summary>
    /// <exception cref="DataAccessException">The directory is not there.</exception>
    public long FreeBytes => FreeSpace.Of(Scratch);

    /// <summary>Removes the folder with all that is in it. The job does so at its end.</summary>
    public void Dispose()
    {
        lock (_gate) _folder.Dispose();
    }

    private void Make()
    {
        try
        {
            _folder.Claim();
            _isMade = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"The volatile volume cannot be made in '{Scratch}': {e.Message} Name another directory of the node with --scratch.", e);
        }
    }
}
