using System.Globalization;
using System.Text;
using Microsoft.Diagnostics.Runtime;

namespace Twister2.MpiTest;

/// <summary>
/// Looks into hung ranks before they are killed: the managed stack of each thread, and where the kernel says it waits.
/// Attaching needs ptrace, which a container or a site may forbid; the kernel's view is then all there is.
/// </summary>
internal static class RankStacks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static IReadOnlyDictionary<int, string> Take(ProcessTree tree)
    {
        var stacks = new Dictionary<int, string>();
        foreach (TreeProcess process in tree.Alive())
        {
            if (process.Rank is { } rank && IsDotnet(process.Id))
                stacks[rank] = stacks.GetValueOrDefault(rank) + Describe(process.Id);
        }

        return stacks;
    }

    private static bool IsDotnet(int process) => File.Exists($"/proc/{process}/maps")
        && TryRead($"/proc/{process}/maps").Contains("libcoreclr", StringComparison.Ordinal);

    private static string Describe(int process)
    {
        // Before attaching: a traced thread shows the tracer's stop and not its own wait.
        Dictionary<int, string> kernel = KernelStates(process);
        string managed = "";
        var reader = new Thread(() => managed = ReadManaged(process, kernel)) { IsBackground = true };
        reader.Start();
        bool inTime = reader.Join(Limit);
        if (!inTime)
            return "no managed stacks: reading them took too long\n";
        // Of the threads without managed frames, the runtime's own say nothing.
        string[] native = [.. kernel.Values.Where(t => !t.StartsWith(".NET ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return managed + (native.Length == 0 ? "" : "native threads: " + string.Join(", ", native) + "\n");
    }

    private static string ReadManaged(int process, Dictionary<int, string> kernel)
    {
        var text = new StringBuilder();
        try
        {
            using DataTarget target = DataTarget.AttachToProcess(process, suspend: true);
            ClrInfo clr = target.ClrVersions[0];
            // The reader for this very runtime lies beside it.
            string reader = Path.Combine(Path.GetDirectoryName(clr.ModuleInfo.FileName)!, "libmscordaccore.so");
            using ClrRuntime runtime = clr.CreateRuntime(reader, ignoreMismatch: true);
            foreach (ClrThread thread in runtime.Threads.Where(t => t.IsAlive))
                AppendStack(text, thread, kernel);
        }
        catch (Exception e)
        {
            // The rank may be in any state; whatever stops the reader must not stop the report.
            text.Append(CultureInfo.InvariantCulture, $"no managed stacks: {e.Message}\n");
        }

        return text.ToString();
    }

    private static void AppendStack(StringBuilder text, ClrThread thread, Dictionary<int, string> kernel)
    {
        string[] frames = [.. thread.EnumerateStackTrace().Where(f => f.Method is not null).Select(f => f.ToString()!)];
        // Threads of the pool, the runner's own, the finalizer and the like only wait for others.
        if (Array.TrueForAll(frames, StackText.IsWaiting) || !kernel.Remove((int)thread.OSThreadId, out string? state))
            return;
        text.Append(CultureInfo.InvariantCulture, $"thread {thread.OSThreadId}, {state}\n");
        foreach (string frame in frames)
            text.Append("   at ").Append(frame).Append('\n');
    }

    /// <summary>Name, state and kernel function of each thread, by thread id.</summary>
    private static Dictionary<int, string> KernelStates(int process)
    {
        var states = new Dictionary<int, string>();
        string tasks = $"/proc/{process}/task";
        foreach (string task in Directory.Exists(tasks) ? Directory.GetDirectories(tasks) : [])
        {
            string stat = TryRead(task + "/stat");
            string wait = TryRead(task + "/wchan").Trim();
            // After the name, which may hold anything, comes the state.
            int end = stat.LastIndexOf(')');
            char state = end >= 0 && end + 2 < stat.Length ? stat[end + 2] : '?';
            states[int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)] =
                $"{TryRead(task + "/comm").Trim()} {Word(state)}{(wait is "" or "0" ? "" : " in " + wait)}";
        }

        return states;
    }

    private static string Word(char state) => state switch
    {
        'R' => "running",
        'S' => "sleeping",
        'D' => "in uninterruptible wait",
        'T' or 't' => "stopped",
        _ => $"in state {state}",
    };

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The thread has ended, or the site hides it.
            return "";
        }
    }
}
