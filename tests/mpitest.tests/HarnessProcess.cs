using System.Diagnostics;

namespace Twister2.MpiTest.Tests;

/// <summary>Runs the built harness as a user does, and knows every process that descends from it.</summary>
internal sealed class HarnessProcess
{
    private static readonly string Configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly ProcessTree _descendants = new("TWISTER2_MPITEST_TESTS");

    private HarnessProcess()
    {
    }

    /// <summary>The sample cases' assembly.</summary>
    public static string Samples => Built("mpitest.samples");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <summary>What the harness left alive.</summary>
    public IReadOnlyList<TreeProcess> Leftovers => _descendants.Alive();

    public static HarnessProcess Run(params string[] arguments) => Start(null, null, arguments);

    /// <summary>Runs it with another PATH, to show it other MPIs.</summary>
    public static HarnessProcess RunWithPath(string path, params string[] arguments) => Start(path, null, arguments);

    /// <summary>Gives the harness's process and its descendants to <paramref name="whileRunning"/> while it runs.</summary>
    public static HarnessProcess RunAnd(Action<Process, ProcessTree> whileRunning, params string[] arguments) =>
        Start(null, whileRunning, arguments);

    private static HarnessProcess Start(string? path, Action<Process, ProcessTree>? whileRunning, string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetHost.Path, [Built("mpitest"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var harness = new HarnessProcess();
        harness._descendants.Mark(start.Environment);
        if (path is not null)
            start.Environment["PATH"] = path;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        whileRunning?.Invoke(process, harness._descendants);
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            harness._descendants.Stop(process.Id);
            throw new TimeoutException($"the harness did not end in 4 minutes: {string.Join(' ', arguments)}");
        }

        harness.ExitCode = process.ExitCode;
        harness.Output = output.GetAwaiter().GetResult();
        harness.Error = error.GetAwaiter().GetResult();
        return harness;
    }

    private static string Built(string project) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, Configuration, project + ".dll"));
}
