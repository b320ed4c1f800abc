using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Logging;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>What a worker has of its job from the moment at which all have come together: where its files lie, its log, the way to the job master, and who the others are.</summary>
/// <remarks>Nothing is disposed when an exception passes: that is collective, and the other workers would not come.</remarks>
internal sealed class JoinedJob : IDisposable
{
    private readonly SignalReport _signals;
    private readonly LoggerFactory _loggers;
    private readonly DashboardProcess? _dashboard;

    private JoinedJob(JobOptions options, Config config, FailureReport failures, RegistrationWatch watch)
    {
        watch.Enter(World.Rank == 0 ? "making the job's directory" : "hearing from worker 0 of the job's directory");
        if (options.Workers is { } wanted && wanted != World.Size) throw new UsageException($"The job is to have {wanted} workers, and {World.Size} {(World.Size == 1 ? "was" : "were")} started: give the launcher -n {wanted}, or change what the program asks for.");
        Job = JobAgreement.Reach(options, config, World, Time);
        Settings = JobSettings.Of(Job.Config);
        Events = new EventLog(Job.Directory.EventFile, Job.Id, Time);
        failures.Know(Job, Events, World.Rank);
        LogLevels levels = new(Settings.ConsoleLevel, Settings.CategoryLevels);
        WorkerLoggerProvider files = new(Job.Directory.LogFileOf(World.Rank), World.Rank, category => (levels.File(category), levels.Console(category)), Settings.LogFormat, Time);
        // Without LoggerFactory.Create: the container behind it takes each rank some 20 ms to compile.
        _loggers = new LoggerFactory([files], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        Logger = _loggers.CreateLogger("Worker");
        failures.Logger = files.CreateFileLogger("Worker");
        _signals = new SignalReport(failures);
        if (options.Dashboard && World.Rank == 0) _dashboard = StartDashboard(options.DashboardPort);
        watch.Enter("making a communicator with the other workers");
        Control = new ControlPlane(World, Time);
        // The registration does not block in MPI, and worker 0 names who is missing.
        watch.Dispose();
        Master = new JobMaster(Job, Events, Control, Settings.RegistrationTimeout, MasterLogger);
        LogStart();
        Master.RegisterAll();
        Workers = Master.ShareWorkers();
        failures.Know(Workers);
    }

    public TimeProvider Time { get; } = TimeProvider.System;

    public Intracommunicator World { get; } = Communicator.world;

    public JobContext Job { get; }

    public JobSettings Settings { get; }

    public EventLog Events { get; }

    public ControlPlane Control { get; }

    public JobMaster Master { get; }

    /// <summary>All workers, by rank.</summary>
    public IReadOnlyList<WorkerInfo> Workers { get; }

    public ILoggerFactory Loggers => _loggers;

    /// <summary>For what happens to this worker.</summary>
    public ILogger Logger { get; }

    /// <summary>For what happens to the job.</summary>
    public ILogger MasterLogger => _loggers.CreateLogger("JobMaster");

    /// <summary>Comes together with the other workers. Collective.</summary>
    /// <param name="options">How the job is run.</param>
    /// <param name="config">The configuration as this process finds it; worker 0's is the job's.</param>
    /// <param name="failures">Is told of the job.</param>
    /// <param name="watch">Ends the process where others are missing; ended when the registration takes that over.</param>
    public static JoinedJob Enter(JobOptions options, Config config, FailureReport failures, RegistrationWatch watch) => new(options, config, failures, watch);

    /// <summary>The last thing that a worker does, when all programs have returned. Collective.</summary>
    public void Dispose()
    {
        Control.Dispose();
        _signals.Dispose();
        _dashboard?.Dispose();
        _loggers.Dispose();
    }

    /// <summary>A job does not fail for want of a dashboard.</summary>
    private DashboardProcess? StartDashboard(int? port)
    {
        try
        {
            string root = Path.GetDirectoryName(Path.GetDirectoryName(Job.Directory.Path))!;
            return DashboardProcess.ForJob(root, Job.Id, port, static line => Console.Error.WriteLine(line));
        }
        catch (UsageException e)
        {
            Log.NoDashboard(Logger, e.Message);
            return null;
        }
    }

    private void LogStart()
    {
        Threading threading = Mpi.Environment.Threading;
        Log.Started(
            Logger, Job.Id, World.Rank, World.Size, Mpi.Environment.ProcessorName, System.Environment.ProcessId, Mpi.Environment.Library.ToString(), threading);
        if (threading < Threading.Serialized) Log.TooFewThreads(Logger, threading);
    }
}
