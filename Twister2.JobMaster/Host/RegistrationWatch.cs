using System.Diagnostics;
using System.Globalization;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>
/// Ends a process that does not get together with the others in time. The start of MPI and the first collectives block in native code where a process is missing, so the
/// deadline needs a thread of its own; the launcher ends the other processes when this one ends with an error. Once all have come so far, the registration watches itself.
/// </summary>
internal sealed class RegistrationWatch : IDisposable
{
    /// <summary>What a timer can hold is 49 days; nobody waits for a month.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly TimeSpan _timeout;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile string _step = "the start of MPI";
    private bool _done;

    /// <summary>Starts to watch.</summary>
    /// <exception cref="UsageException">No such time can be waited for.</exception>
    public RegistrationWatch(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > Longest)
            throw new UsageException($"The workers cannot have {timeout.TotalSeconds:0} s to register: give 1 s or more, and {Longest.TotalDays:0} days at most.");
        _timeout = timeout;
        _timer = new Timer(_ => End(), null, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What this process waits in from now on, for the message.</summary>
    public void Enter(string step) => _step = step;

    /// <summary>All processes have come together.</summary>
    public void Dispose()
    {
        lock (_gate) _done = true;
        _timer.Dispose();
    }

    private void End()
    {
        lock (_gate)
        {
            if (_done) return;
            if (LaunchedProcess.IsToTell()) Console.Error.WriteLine(Message());
            Console.Error.Flush();
            System.Environment.Exit(ExitCodes.Failed);
        }
    }

    private string Message() => string.Create(
        CultureInfo.InvariantCulture,
        $"twister2: rank {Launcher.Rank ?? 0} ({System.Environment.MachineName}) has waited for the other workers for {Stopwatch.GetElapsedTime(_started).TotalSeconds:0} s, in {_step}; --registration-timeout is {_timeout.TotalSeconds:0} s. Some process of the job does not start or hangs: look at the other nodes.");
}
