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
            JoinedJob joined = JoinedJob.Enter(options, config, failures, watch);
            WorkerRun run = new(joined, options, failures);
            TimeSpan elapsed = run.Execute(load);
            string? line = run.End(elapsed);
            run.Dispose();
            joined.Dispose();
            if (line is not null && !joined.Settings.Quiet) Console.Error.WriteLine(line);
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
}
