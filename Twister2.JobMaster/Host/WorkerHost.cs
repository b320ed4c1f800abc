using System.Diagnostics;
using Microsoft.Extensions.Logging;
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
            if (options.Threads < 1) throw new UsageException($"A worker cannot have {options.Threads} threads: give 1 or more.");
            Check(options.LostTimeout, "--lost-timeout");
            Check(options.StallTimeout, "--stall-timeout");
            if (options.MemoryBytes is < 1) throw new UsageException($"A worker cannot have {options.MemoryBytes} bytes of memory.");
            RegistrationWatch watch = new(options.RegistrationTimeout);
            LauncherWatch launcher = new(failures);
            Mpi.Environment mpi = new(ref none, Threading.Multiple, options.Local ? MpiSelection.SingleProcess : MpiSelection.Automatic);
            RunInMpi(options, load, failures, watch);
            launcher.Dispose();
            mpi.Dispose();
            return ExitCodes.Done;
        }
        catch (Exception e)
        {
            return failures.EndJob(e);
        }
    }

    private static void Check(TimeSpan timeout, string option)
    {
        if (timeout < TimeSpan.Zero) throw new UsageException($"{option} cannot be {timeout.TotalSeconds:0} s: give 0 for never, or more.");
    }

    private static void RunInMpi(JobOptions options, Func<IWorker> load, FailureReport failures, RegistrationWatch watch)
    {
        TimeProvider time = TimeProvider.System;
        Intracommunicator world = Communicator.world;
        watch.Enter(world.Rank == 0 ? "making the job's directory" : "hearing from worker 0 of the job's directory");
        JobContext job = AgreeOnJob(options, world, time);
        EventLog events = new(job.Directory.EventFile, job.Id, time);
        failures.Know(job, events, world.Rank);
        LogLevels levels = new(options.ConsoleLevel, options.CategoryLevels);
        WorkerLoggerProvider files = new(job.Directory.LogFileOf(world.Rank), world.Rank, category => (levels.File(category), levels.Console(category)), options.LogFormat, time);
        // Without LoggerFactory.Create: the container behind it takes each rank some 20 ms to compile.
        LoggerFactory loggers = new([files], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        ILogger logger = loggers.CreateLogger("Worker");
        failures.Logger = files.CreateFileLogger("Worker");
        SignalReport signals = new(failures);

        watch.Enter("making a communicator with the other workers");
        ControlPlane control = new(world, time);
        // The registration does not block in MPI, and worker 0 names who is missing.
        watch.Dispose();
        JobMaster master = new(job, events, control, options, loggers.CreateLogger("JobMaster"));
        LogStart(logger, job, world);
        master.RegisterAll();
        IReadOnlyList<WorkerInfo> workers = master.ShareWorkers();
        failures.Know(workers);
        // What follows blocks in MPI again, and nobody is looked after yet.
        RegistrationWatch beginning = new(options.RegistrationTimeout);
        beginning.Enter("making communicators for the program");
        WorkerEnvironment env = new(job, world.Clone(), loggers);
        Pulse pulse = new(world.Rank, () => env.Dataflows);
        HealthReport health = new(workers, events, failures, loggers.CreateLogger("JobMaster"));
        JobMetrics? metrics = world.Rank == 0 ? new JobMetrics(job.Directory.Path, new JobProgress(world.Size, () => env.Dataflows, time), loggers.CreateLogger("JobMaster"), time) : null;
        WorkerReport report = new(world.Rank, world.Size, pulse, () => env.Dataflows);
        Heart? heart = CanBeat(logger) ? new Heart(world, [.. workers.Select(static worker => worker.Node)], report.Tell, HealthLimits.Of(options), health.Tell, time, metrics is null ? null : metrics.Take) : null;
        beginning.Dispose();
        TimeSpan elapsed = Execute(load(), env, logger);
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
        env.Close();
        control.Dispose();
        signals.Dispose();
        loggers.Dispose();
        if (line is not null && !options.Quiet) Console.Error.WriteLine(line);
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

    /// <summary>Worker 0 chooses the id and makes the directory; the others hear of it.</summary>
    private static JobContext AgreeOnJob(JobOptions options, Intracommunicator world, TimeProvider time)
    {
        string name = options.Name ?? "job";
        string? root = null, id = null;
        if (world.Rank == 0)
        {
            root = JobDirectory.RootOf(options.Root);
            id = options.JobId ?? JobIds.New(name, time);
            JobDescription description = new()
            {
                Id = id,
                Name = name,
                WorkerCount = world.Size,
                Threads = options.Threads,
                Started = time.GetUtcNow(),
                User = System.Environment.UserName,
                Program = options.Program,
                Folder = System.Environment.CurrentDirectory,
                SlurmJobId = SlurmVariables.JobId,
                Arguments = options.Arguments,
            };
            if (SlurmVariables.JobId is not { } slurm || !SubmittedJob.TryBegin(root, id, slurm, SlurmVariables.Restarts)) JobDirectory.Create(root, id).Describe(description.Write);
        }
        world.Broadcast(ref root, 0);
        world.Broadcast(ref id, 0);
        return new JobContext(id!, name, JobDirectory.At(root!, id!).MakeHere(), options.Arguments) { Threads = options.Threads, MemoryBytes = options.MemoryBytes, Trace = options.Trace };
    }
}
