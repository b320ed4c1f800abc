using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>A job that is a program of its own, without <c>twister2-worker</c>: <c>mpiexec -n 4 dotnet Job.dll …</c>.</summary>
public sealed class Twister2Job
{
    private readonly JobOptions _options;
    private readonly Func<IWorker> _worker;

    internal Twister2Job(JobOptions options, ComputeResource resource, Func<IWorker> worker) => (_options, ComputeResource, _worker) = (options, resource, worker);

    /// <summary>The job's name.</summary>
    public string Name => _options.Name!;

    /// <summary>What it asks for.</summary>
    public ComputeResource ComputeResource { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments => _options.Arguments;

    /// <summary>The values of the configuration that the program gives.</summary>
    public IReadOnlyDictionary<string, string> Config => _options.Config;

    /// <summary>Begins a job of parts.</summary>
    public static Twister2JobBuilder NewBuilder() => new();

    /// <summary>
    /// Runs <typeparamref name="TWorker"/> on every process that the launcher started, and returns the exit code for <c>Main</c>. Collective.
    /// </summary>
    /// <param name="arguments">The job's arguments.</param>
    /// <param name="options">How to run it.</param>
    /// <example><code>return Twister2Job.Run&lt;WordCount&gt;(args);</code></example>
    public static int Run<TWorker>(string[] arguments, JobOptions? options = null) where TWorker : IWorker, new()
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return WithVariables((options ?? new JobOptions()) with { Arguments = arguments }, static options => WorkerHost.Run(options with { Name = options.Name ?? typeof(TWorker).Name }, static () => new TWorker()));
    }

    /// <summary>
    /// Runs the job, and returns the exit code for <c>Main</c>. In a process that a launcher has started this is one of its workers. Else, where the job asks for several workers, this starts them: the launcher that
    /// <c>twister2.launcher</c> names (default <c>mpiexec</c>) with this program and its command line, on this machine.
    /// </summary>
    public int Run() => WithVariables(_options, options => IsAlone && options is { Workers: > 1, Local: false } ? SelfLaunch.Run(options) : WorkerHost.Run(options, _worker));

    private static bool IsAlone => Launcher.Rank is null && System.Environment.GetEnvironmentVariable("TWISTER2_MPI") != "none";

    private static int WithVariables(JobOptions options, Func<JobOptions, int> run)
    {
        try
        {
            options = LaunchVariables.Apply(options);
        }
        catch (UsageException e)
        {
            if (LaunchedProcess.IsFirst()) Console.Error.WriteLine($"twister2: {e.Message}");
            return ExitCodes.WrongUse;
        }
        return run(options);
    }
}
