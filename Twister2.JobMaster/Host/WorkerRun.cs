using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Barriers;
using Twister2.JobMaster.Driver;
using Twister2.JobMaster.Heartbeats;
using Twister2.JobMaster.Metrics;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>One worker's program in a job that all have joined, and what goes on beside it: heartbeats, metrics, messages of barriers and of the driver.</summary>
/// <remarks>Nothing is disposed when an exception passes, as in <see cref="JoinedJob"/>.</remarks>
internal sealed class WorkerRun : IDisposable
{
    private readonly JoinedJob _joined;
    private readonly JobOptions _options;
    private readonly FailureReport _failures;
    private readonly WorkerRoster _roster;
    private readonly Post _post;
    private readonly WorkerEnvironment _env;
    private readonly Pulse _pulse;
    private readonly HealthReport _health;
    private readonly WorkerReport _report;

    /// <summary>On worker 0.</summary>
    private readonly JobMetrics? _metrics;

    /// <summary>Null where the MPI library cannot be called by several threads.</summary>
    private readonly Heart? _heart;

    /// <summary>Makes what the program gets, and lets the heart beat. Collective.</summary>
    public WorkerRun(JoinedJob joined, JobOptions options, FailureReport failures)
    {
        (_joined, _options, _failures) = (joined, options, failures);
        (Intracommunicator world, JobContext job, JobSettings settings) = (joined.World, joined.Job, joined.Settings);
        // This blocks in MPI, and nobody is looked after yet.
        RegistrationWatch watch = new(settings.RegistrationTimeout);
        watch.Enter("making communicators for the program");
        _roster = new WorkerRoster(joined.Workers);
        _post = new Post(joined.Control, _roster, options.Driver is not null, joined.Time);
        _env = new WorkerEnvironment(job, world.Clone(), joined.Loggers)
        {
            Controller = new WorkerController(_post, _roster, world.Rank, settings),
            Driver = new DriverConnection(_post, world.Rank, options.Driver is not null),
        };
        _pulse = new Pulse(world.Rank, () => _env.Dataflows);
        _health = new HealthReport(joined.Workers, joined.Events, failures, joined.MasterLogger);
        _report = new WorkerReport(world.Rank, world.Size, _pulse, () => _env.Dataflows);
        if (world.Rank == 0) _metrics = new JobMetrics(job.Directory.Path, world.Size, new JobProgress(world.Size, () => _env.Dataflows, joined.Time), joined.MasterLogger, joined.Time);
        if (CanBeat()) _heart = new Heart(world, [.. joined.Workers.Select(static worker => worker.Node)], _report.Tell, HealthLimits.Of(settings.LostTimeout, settings.StallTimeout), Tell, joined.Time, _metrics is null ? null : _metrics.Take);
        watch.Dispose();
    }

    /// <summary>Runs the program, and the driver beside it on worker 0; returns when both have returned, with the time that the program took.</summary>
    public TimeSpan Execute(Func<IWorker> load)
    {
        FreeSpace.Check(_env, _joined.Settings);
        IWorker worker = load();
        DriverRun? driver = DriverRun.Start(_options.Driver, _joined.Job, _post, _roster, _joined.Loggers.CreateLogger("Driver"));
        long started = Stopwatch.GetTimestamp();
        worker.Execute(_env);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Log.Returned(_joined.Logger, elapsed.TotalSeconds);
        _env.Driver.Close();
        _roster.EndListening();
        _post.Return();
        driver?.WaitForEnd();
        return elapsed;
    }

    /// <summary>Tells worker 0 what was done, and waits for all others. Collective.</summary>
    /// <returns>What the job came to, on worker 0; null on the others.</returns>
    public string? End(TimeSpan elapsed)
    {
        JobTrace? trace = _env.Trace is null ? null : new JobTrace(_joined.Job.Directory.Path, _joined.MasterLogger);
        trace?.Write(_joined.Workers[_env.Rank], _env.Trace!);
        _failures.Pass();
        _pulse.Return();
        WorkerSummary[]? summaries = _joined.Master.HearAll(WorkerSummary.Of(_env.Rank, elapsed, [.. _env.Counters], _heart is null ? _report.Tell(isLast: true) : _report.TellOfWorker()));
        // What was done in stages comes up its tree, added up on the way.
        _heart?.Dispose();
        foreach (WorkerSummary summary in summaries ?? []) _metrics?.Take(summary.Last);
        if (summaries is not null) trace?.Join(_joined.Workers.Count);
        // Before the job is told to be complete: who hears of that finds the last numbers.
        _metrics?.Dispose();
        return summaries is null ? null : _joined.Master.Complete(summaries);
    }

    /// <summary>Gives back what the program had. Collective.</summary>
    public void Dispose()
    {
        // After all programs have returned. A worker's last messages are taken when their receivers come so far, which may be hours from now; here they have been. Nobody
        // needs this worker's engine while it waits in HearAll: what others sent to it, its program waited for before it returned, and what it sent needs only MPI to
        // go on, which the wait's own calls see to.
        _post.Dispose();
        _env.Close();
    }

    private bool CanBeat()
    {
        Threading threading = Mpi.Environment.Threading;
        if (threading < Threading.Multiple) Log.NoHeartbeats(_joined.Logger, threading);
        return threading == Threading.Multiple;
    }

    private void Tell(HealthChange change)
    {
        _health.Tell(change);
        if (change is WorkerLost lost) _post.Tell(new WorkerChange(lost.Worker, WorkerState.Lost, $"it has not answered for {Math.Floor(lost.Silent.TotalSeconds):0} s"));
        if (change is WorkerBack back) _post.Tell(new WorkerChange(back.Worker, WorkerState.Running, "it answers again"));
    }
}
