using System.Runtime.InteropServices;

namespace Twister2.JobMaster;

/// <summary>The process of a worker, as far as it runs on this machine.</summary>
internal static partial class JobProcess
{
    /// <summary>Asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>Ends a process, also one that is stopped.</summary>
    public const int Kill = 9;

    /// <summary>Whether the worker's node is this one.</summary>
    public static bool IsHere(WorkerRecord worker) => string.Equals(Short(worker.Node), Short(System.Environment.MachineName), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether it runs. A number that another process has got since does not count: a worker has its log open from its start to its end. What another user's process has open cannot be seen; it counts
    /// where it is there.
    /// </summary>
    public static bool IsAlive(WorkerRecord worker, JobDirectory job)
    {
        string process = $"/proc/{worker.ProcessId}";
        if (worker.ProcessId <= 0 || !Directory.Exists(process) || IsZombie(process)) return false;
        string log = RealPath(job.LogFileOf(worker.Worker));
        try
        {
            return Directory.EnumerateFiles($"{process}/fd").Any(file => LinkOf(file) == log);
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends a signal; nothing happens to a process that has ended meanwhile.</summary>
    /// <exception cref="UsageException">It is another user's.</exception>
    public static void Send(WorkerRecord worker, int signal)
    {
        const int NotPermitted = 1;
        if (SendSignal(worker.ProcessId, signal) != 0 && Marshal.GetLastPInvokeError() == NotPermitted)
            throw new UsageException($"Process {worker.ProcessId} of worker {worker.Worker} is another user's: it cannot be ended from here.");
    }

    /// <summary>Sends a signal to a process of this one's own.</summary>
    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    private static string Short(string node) => node.Split('.', 2)[0];

    // The state follows the name, which stands in parentheses and may have any character.
    private static bool IsZombie(string process)
    {
        try
        {
            string stat = File.ReadAllText($"{process}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].TrimStart() is ['Z' or 'X', ..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(process);
        }
    }

    private static string? LinkOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path without the links in it, as the kernel names an open file.</summary>
    private static string RealPath(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string result = "/";
        foreach (string part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            result = Path.Combine(result, part);
            if (Directory.ResolveLinkTarget(result, returnFinalTarget: true) is { } target) result = target.FullName;
        }
        return Path.Combine(result, Path.GetFileName(path));
    }
}
