namespace Twister2.JobMaster;

/// <summary>Runs a job that is a program of its own, without <c>twister2-worker</c>: <c>mpiexec -n 4 dotnet Job.dll …</c>.</summary>
public static class Twister2Job
{
    /// <summary>
    /// Runs <typeparamref name="TWorker"/> on every process that the launcher started, and returns the exit code for <c>Main</c>. Collective.
    /// </summary>
    /// <param name="arguments">The job's arguments.</param>
    /// <param name="options">How to run it.</param>
    /// <example><code>return Twister2Job.Run&lt;WordCount&gt;(args);</code></example>
    public static int Run<TWorker>(string[] arguments, JobOptions? options = null) where TWorker : IWorker, new()
    {
        ArgumentNullException.ThrowIfNull(arguments);
        options ??= new JobOptions();
        try
        {
            options = LaunchVariables.Apply(options) with { Arguments = arguments };
        }
        catch (UsageException e)
        {
            if (LaunchedProcess.IsFirst()) Console.Error.WriteLine($"twister2: {e.Message}");
            return ExitCodes.WrongUse;
        }
        return WorkerHost.Run(options with { Name = options.Name ?? typeof(TWorker).Name }, static () => new TWorker());
    }
}
