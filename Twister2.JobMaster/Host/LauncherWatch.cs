using System.Runtime.InteropServices;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>
/// Ends a worker whose launcher is gone: killed with SIGKILL, or for lack of memory. Open MPI's ranks end by themselves then; those of MPICH would wait for each other for ever, each on a core.
/// </summary>
/// <remarks>Another parent says so. The kernel could send a signal, but does so also when the thread of the launcher that started the worker has ended, as Open MPI's do.</remarks>
internal sealed partial class LauncherWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly FailureReport _failures;
    private readonly int _launcher;
    private readonly Timer? _timer;

    /// <summary>Starts to watch, where a launcher has started this process.</summary>
    public LauncherWatch(FailureReport failures)
    {
        _failures = failures;
        if (Launcher.Rank is null || OperatingSystem.IsWindows()) return;
        _launcher = ParentId();
        _timer = new Timer(_ => Look(), null, Period, Period);
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (ParentId() == _launcher) return;
        _timer!.Change(Timeout.Infinite, Timeout.Infinite);
        System.Environment.Exit(_failures.EndBy("the loss of its launcher (mpiexec or srun was killed)", ExitCodes.Terminated));
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
}
