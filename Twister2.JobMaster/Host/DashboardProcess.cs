using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Twister2.JobMaster;

/// <summary>
/// The dashboard, a process of its own: nobody who does not look at one loads a web server. It ends with who started it, however that ends, because it reads from a pipe of theirs.
/// </summary>
internal sealed partial class DashboardProcess : IDisposable
{
    private const string Program = "twister2-dashboard", Variable = "TWISTER2_DASHBOARD";

    // A page that is open then still hears how the job ended.
    private static readonly TimeSpan StaysFor = TimeSpan.FromSeconds(5);

    // Of launchers' own. It is no rank, and must not be taken for one.
    private static readonly string[] OfRanks = ["PMI", "PMIX_", "OMPI_", "MPI_LOCAL", "HYD"];

    private readonly Process _process;

    private DashboardProcess(Process process) => _process = process;

    /// <summary>Where the program is: in the folder of this one, or where <c>TWISTER2_DASHBOARD</c> says.</summary>
    /// <exception cref="UsageException">It is not there.</exception>
    public static string Find()
    {
        string path = System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, Program);
        return File.Exists(path) ? path : throw new UsageException($"There is no dashboard: '{path}' does not exist. {Variable} names another place.");
    }

    /// <summary>Starts it for one job, on worker 0. What it says, its address first, goes to <paramref name="tell"/>.</summary>
    /// <exception cref="UsageException">It cannot be started.</exception>
    public static DashboardProcess ForJob(string root, string jobId, int? port, Action<string> tell)
    {
        KeepToOneself();
        ProcessStartInfo info = new(Find(), ["--root", root, "--job", jobId, "--until-input-ends", StaysFor.TotalSeconds.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            // Launchers wait until nobody can write to a rank's output any more.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in port is { } number ? (string[])["--port", number.ToString(CultureInfo.InvariantCulture)] : []) info.ArgumentList.Add(argument);
        foreach (string name in info.Environment.Keys.Where(static name => OfRanks.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToArray()) info.Environment.Remove(name);
        Process process = Start(info);
        process.OutputDataReceived += (_, line) => Pass(line.Data);
        process.ErrorDataReceived += (_, line) => Pass(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new DashboardProcess(process);

        void Pass(string? line)
        {
            if (line is { Length: > 0 }) tell(line);
        }
    }

    /// <summary>Runs it in the foreground until it is ended, and returns its exit code.</summary>
    /// <exception cref="UsageException">It cannot be started.</exception>
    public static int Run(IEnumerable<string> arguments)
    {
        using Process process = Start(new ProcessStartInfo(Find(), [.. arguments, "--until-input-ends", "0"]) { RedirectStandardInput = true });
        // Ctrl-C goes to both; this one waits for the other to clean up.
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Lets it go: it ends by itself, some seconds later.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Dispose();
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            throw new UsageException($"'{info.FileName}' cannot be started: {e.Message}", e);
        }
    }

    /// <summary>
    /// Has this process hand on nothing that it has open, such as the socket to the launcher, which must see that this process has ended. The runtime does so for what it opens itself, launchers and libraries of
    /// MPI do not.
    /// </summary>
    private static void KeepToOneself()
    {
        const int SetFlags = 2, CloseOnExec = 1, FirstOfOwn = 3;
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            // One that was closed meanwhile, as that of this listing, needs it no more.
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int file) && file >= FirstOfOwn) _ = Control(file, SetFlags, CloseOnExec);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);
}
