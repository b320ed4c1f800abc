using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Barriers;
using Twister2.JobMaster.Driver;
using Twister2.JobMaster.Heartbeats;
using Twister2.JobMaster.Logging;
using Twister2.JobMaster.Metrics;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>
/// Runs one worker from the start of MPI to its end, and sees to it that whatever happens is told once, stands in the job's event log, and ends the job on all
/// ranks with one exit code.
/// </summary>
public static class WorkerHost
{
    /// <summary>
    /// Runs the worker that <paramref name="load"/> gives. Collective: every process that the launcher started must come here. Returns the process's exit
    /// code (<see cref="ExitCodes"/>); after a failure of a job of several workers it does not return, because MPI ends all of them.
    /// </summary>
    public static int Run(JobOptions options, Func<IWorker> load)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(load);
        Launcher.UsePlainConsole();
        FailureReport failures = new();
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            failures.EndProcess(e.ExceptionObject as Exception ?? new InvalidOperationException($"{e.ExceptionObject}"));
        try
        {
            // Nothing below is disposed when an exception passes: that is collective (MPI_Finalize), and the other workers would not come.
            string[] none = [];
            Config config = ConfigOf(options);
            RegistrationWatch watch = new(JobSettings.Of(config).RegistrationTimeout);
            LauncherWatch launcher = new(failures);
            Mpi.Environment mpi = new(ref none, Threading.Multiple, options.Local ? MpiSelection.SingleProcess : MpiSelection.Automatic);
            RunInMpi(options, config, load, failures, watch);
            launcher.Dispose();
            mpi.Dispose();
            return ExitCodes.Done;
        }
        catch (Exception e)
        {
            return failures.EndJob(e);
        }
    }

    private static Config ConfigOf(JobOptions options) =>
        ConfigLayers.Load(options.Program == System.Environment.ProcessPath ? Path.Combine(AppContext.BaseDirectory, "program") : options.Program, options.Given());

    private static void RunInMpi(JobOptions options, Config config, Func<IWorker> load, FailureReport failures, RegistrationWatch watch)
    {
        TimeProvider time = TimeProvider.System;
        Intracommunicator world = Communicator.world;
        watch.Enter(world.Rank == 0 ? "making the job's directory" : "hearing from worker 0 of the job's directory");
        if (options.Workers is { } wanted && wanted != world.Size) throw new UsageException($"The job is to have {wanted} workers, and {world.Size} {(world.Size == 1 ? "was" : "were")} started: give the launcher -n {wanted}, or change what the program asks for.");
        JobContext job = AgreeOnJob(options, config, world, time);
        JobSettings settings = JobSettings.Of(job.Config);
        EventLog events = new(job.Directory.EventFile, job.Id, time);
        failures.Know(job, events, world.Rank);
        LogLevels levels = new(settings.ConsoleLevel, settings.CategoryLevels);
        WorkerLoggerProvider files = new(job.Directory.LogFileOf(world.Rank), world.Rank, category => (levels.File(category), levels.Console(category)), settings.LogFormat, time);
        // Without LoggerFactory.Create: the container behind it takes each rank some 20 ms to compile.
        LoggerFactory loggers = new([files], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        ILogger logger = loggers.CreateLogger("Worker");
        failures.Logger = files.CreateFileLogger("Worker");
        SignalReport signals = new(failures);

        DashboardProcess? dashboard = options.Dashboard && world.Rank == 0 ? StartDashboard(job, options, logger) : null;
        watch.Enter("making a communicator with the other workers");
        ControlPlane control = new(world, time);
        // The registration does not block in MPI, and worker 0 names who is missing.
        watch.Dispose();
        JobMaster master = new(job, events, control, settings.RegistrationTimeout, loggers.CreateLogger("JobMaster"));
        LogStart(logger, job, world);
        master.RegisterAll();
        IReadOnlyList<WorkerInfo> workers = master.ShareWorkers();
        failures.Know(workers);
        // What follows blocks in MPI again, and nobody is looked after yet.
        RegistrationWatch beginning = new(settings.RegistrationTimeout);
        beginning.Enter("making communicators for the program");
        WorkerRoster roster = new(workers);
        Post post = new(control, roster, options.Driver is not null, time);
        WorkerEnvironment env = new(job, world.Clone(), loggers)
        {
            Controller = new WorkerController(post, roster, world.Rank, settings),
            Driver = new DriverConnection(post, world.Rank, options.Driver is not null),
        };
        Pulse pulse = new(world.Rank, () => env.Dataflows);
        HealthReport health = new(workers, events, failures, loggers.CreateLogger("JobMaster"));
        JobMetrics? metrics = world.Rank == 0 ? new JobMetrics(job.Directory.Path, world.Size, new JobProgress(world.Size, () => env.Dataflows, time), loggers.CreateLogger("JobMaster"), time) : null;
        WorkerReport report = new(world.Rank, world.Size, pulse, () => env.Dataflows);
        Heart? heart = CanBeat(logger) ? new Heart(world, [.. workers.Select(static worker => worker.Node)], report.Tell, HealthLimits.Of(settings.LostTimeout, settings.StallTimeout), Tell, time, metrics is null ? null : metrics.Take) : null;
        beginning.Dispose();
        FreeSpace.Check(env, settings);
        IWorker worker = load();
        DriverRun? driver = DriverRun.Start(options.Driver, job, post, roster, loggers.CreateLogger("Driver"));
        TimeSpan elapsed = Execute(worker, env, logger);
        env.Driver.Close();
        roster.EndListening();
        post.Return();
        driver?.WaitForEnd();
        JobTrace? trace = env.Trace is null ? null : new JobTrace(job.Directory.Path, loggers.CreateLogger("JobMaster"));
        trace?.Write(workers[env.Rank], env.Trace!);
        failures.Pass();
        pulse.Return();
        WorkerSummary[]? summaries = master.HearAll(WorkerSummary.Of(env.Rank, elapsed, [.. env.Counters], heart is null ? report.Tell(isLast: true) : report.TellOfWorker()));
        // What was done in stages comes up its tree, added up on the way.
        heart?.Dispose();
        foreach (WorkerSummary summary in summaries ?? []) metrics?.Take(summary.Last);
        if (summaries is not null) trace?.Join(workers.Count);
        // Before the job is told to be complete: who hears of that finds the last numbers.
        metrics?.Dispose();
        string? line = summaries is null ? null : master.Complete(summaries);
        // After all programs have returned. A worker's last messages are taken when their receivers come so far, which may be hours from now; here they have been. Nobody
        // needs this worker's engine while it waits in HearAll: what others sent to it, its program waited for before it returned, and what it sent needs only MPI to
        // go on, which the wait's own calls see to.
        post.Dispose();
        env.Close();
        control.Dispose();
        signals.Dispose();
        dashboard?.Dispose();
        loggers.Dispose();
        if (line is not null && !settings.Quiet) Console.Error.WriteLine(line);

        void Tell(HealthChange change)
        {
            health.Tell(change);
            if (change is WorkerLost lost) post.Tell(new WorkerChange(lost.Worker, WorkerState.Lost, $"it has not answered for {Math.Floor(lost.Silent.TotalSeconds):0} s"));
            if (change is WorkerBack back) post.Tell(new WorkerChange(back.Worker, WorkerState.Running, "it answers again"));
        }
    }

    /// <summary>A job does not fail for want of a dashboard.</summary>
    private static DashboardProcess? StartDashboard(JobContext job, JobOptions options, ILogger logger)
    {
        try
        {
            string root = Path.GetDirectoryName(Path.GetDirectoryName(job.Directory.Path))!;
            return DashboardProcess.ForJob(root, job.Id, options.DashboardPort, static line => Console.Error.WriteLine(line));
        }
        catch (UsageException e)
        {
            Log.NoDashboard(logger, e.Message);
            return null;
        }
    }

    private static bool CanBeat(ILogger logger)
    {
        Threading threading = Mpi.Environment.Threading;
        if (threading < Threading.Multiple) Log.NoHeartbeats(logger, threading);
        return threading == Threading.Multiple;
    }

    private static void LogStart(ILogger logger, JobContext job, Intracommunicator world)
    {
        Threading threading = Mpi.Environment.Threading;
        Log.Started(
            logger, job.Id, world.Rank, world.Size, Mpi.Environment.ProcessorName, System.Environment.ProcessId, Mpi.Environment.Library.ToString(), threading);
        if (threading < Threading.Serialized) Log.TooFewThreads(logger, threading);
    }

    private static TimeSpan Execute(IWorker worker, WorkerEnvironment env, ILogger logger)
    {
        long started = Stopwatch.GetTimestamp();
        worker.Execute(env);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Log.Returned(logger, elapsed.TotalSeconds);
        return elapsed;
    }

    /// <summary>Worker 0 chooses the id and makes the directory; the others hear of it, and of the configuration as it is there.</summary>
    private static JobContext AgreeOnJob(JobOptions options, Config config, Intracommunicator world, TimeProvider time)
    {
        string name = options.Name ?? "job";
        byte[]? agreed = null;
        if (world.Rank == 0)
        {
            string root = JobDirectory.RootOf(config[Settings.Root]), id = options.JobId ?? JobIds.New(name, time);
            JobDescription description = Describe(options, config, id, name, world.Size, time);
            if (SlurmVariables.JobId is not { } slurm || !SubmittedJob.TryBegin(root, id, slurm, SlurmVariables.Restarts)) JobDirectory.Create(root, id).Describe(description.Write);
            agreed = Wire.ToBytes(writer =>
            {
                writer.Write(root);
                writer.Write(id);
                byte[] entries = Wire.ToBytes(config.Entries, static (entry, to) => entry.Write(to));
                writer.Write(entries.Length);
                writer.Write(entries);
            });
        }
        return Wire.FromBytes(Share(world, agreed), reader =>
        {
            JobDirectory directory = JobDirectory.At(reader.ReadString(), reader.ReadString());
            Config ofMaster = new(Wire.AllFromBytes(reader.ReadBytes(reader.ReadInt32()), ConfigEntry.Read));
            JobSettings settings = JobSettings.Of(ofMaster);
            return new JobContext(Path.GetFileName(directory.Path), name, directory.MakeHere(), options.Arguments) { Threads = settings.Threads, MemoryBytes = settings.MemoryBytes, Scratch = settings.Scratch, Trace = settings.Trace, Config = ofMaster };
        });
    }

    private static JobDescription Describe(JobOptions options, Config config, string id, string name, int workers, TimeProvider time) => new()
    {
        Id = id,
        Name = name,
        WorkerCount = workers,
        Threads = JobSettings.Of(config).Threads,
        Started = time.GetUtcNow(),
        User = System.Environment.UserName,
        Program = options.Program,
        Folder = System.Environment.CurrentDirectory,
        SlurmJobId = SlurmVariables.JobId,
        Arguments = options.Arguments,
        Config = [.. config.Entries.Where(static entry => entry.Source != ConfigEntry.Default)],
    };

    private static byte[] Share(Intracommunicator world, byte[]? ofMaster)
    {
        int[] length = [ofMaster?.Length ?? 0];
        world.Broadcast<int>(length, 0);
        byte[] bytes = ofMaster ?? new byte[length[0]];
        world.Broadcast<byte>(bytes, 0);
        return bytes;
    }
}
