using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Twister2.MpiTest;

/// <summary>
/// The processes that descend from one child. They are known by a variable in their environment that holds an id of
/// this tree alone: unlike parent ids it survives the death of the launcher between the harness and a rank.
/// </summary>
internal sealed partial class ProcessTree(string variable = "TWISTER2_MPITEST_TREE")
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _id = Guid.NewGuid().ToString("N");

    /// <summary>Puts the mark into the environment that the child will get.</summary>
    public void Mark(IDictionary<string, string?> environment) => environment[variable] = _id;

    /// <summary>The processes of this tree that are alive now, with their environment.</summary>
    public IReadOnlyList<TreeProcess> Alive()
    {
        string mark = $"{variable}={_id}";
        var alive = new List<TreeProcess>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out int id)
                && EnvironmentOf(id) is { } variables && variables.Contains(mark))
                alive.Add(new TreeProcess(id, variables));
        }

        return alive;
    }

    /// <summary>
    /// Kills the ranks, which may hang in any state, and gives <paramref name="root"/>, their launcher, time to notice
    /// and to remove its files and shared memory; then kills all that is left.
    /// </summary>
    public void Stop(int root)
    {
        KillAll(ranksOnly: true);
        if (WaitUntilGone(TimeSpan.FromSeconds(2)))
            return;
        if (EnvironmentOf(root)?.Contains($"{variable}={_id}") == true)
            _ = Signal(root, SigTerm);
        if (WaitUntilGone(TimeSpan.FromSeconds(2)))
            return;
        // A process may fork between the look and the signal.
        for (int round = 0; round < 10; round++)
        {
            KillAll(ranksOnly: false);
            if (WaitUntilGone(TimeSpan.FromSeconds(0.5)))
                return;
        }
    }

    private void KillAll(bool ranksOnly)
    {
        foreach (TreeProcess process in Alive().Where(p => !ranksOnly || p.Rank is not null))
            _ = Signal(process.Id, SigKill);
    }

    private bool WaitUntilGone(TimeSpan limit)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (Alive().Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                return false;
            Thread.Sleep(Pause);
        }

        return true;
    }

    /// <summary>Null for a process that is gone, is a zombie or belongs to someone else.</summary>
    private static string[]? EnvironmentOf(int process)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes($"/proc/{process}/environ");
            return bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

/// <summary>A live process and the environment it was started with.</summary>
internal sealed record TreeProcess(int Id, IReadOnlyList<string> Environment)
{
    /// <summary>The rank that the launcher gave this process; null for the launcher itself.</summary>
    public int? Rank => Variable("OMPI_COMM_WORLD_RANK") ?? Variable("PMI_RANK") ?? Variable("PMIX_RANK");

    private int? Variable(string name)
    {
        string? entry = Environment.FirstOrDefault(e => e.StartsWith(name + "=", StringComparison.Ordinal));
        return entry is not null && int.TryParse(entry.AsSpan(name.Length + 1), CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
