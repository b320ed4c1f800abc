using System.Globalization;

namespace Twister2.Tasks;

/// <summary>Nodes, tasks, cores and memory of a job as Slurm's variables have them.</summary>
internal sealed class SlurmJob(Func<string, string?> variable)
{
    private const double BudgetOfMemory = 0.7;

    public ClusterResources ToResources()
    {
        string[] nodes = Required("SLURM_JOB_NODELIST", ExpandNodes);
        int[] tasks = Required("SLURM_TASKS_PER_NODE", text => PerNode(text, nodes.Length));
        int[]? cpus = Optional("SLURM_JOB_CPUS_PER_NODE", text => PerNode(text, nodes.Length));
        int? cpusPerTask = Optional("SLURM_CPUS_PER_TASK", text => (int?)int.Parse(text, CultureInfo.InvariantCulture));
        List<WorkerResources> workers = [];
        for (int node = 0; node < nodes.Length; node++)
        {
            double cores = cpusPerTask ?? (cpus is null ? 1 : (double)cpus[node] / Math.Max(1, tasks[node]));
            long memory = MemoryPerTask(tasks[node], cores);
            for (int task = 0; task < tasks[node]; task++) workers.Add(new(workers.Count, nodes[node], cores, memory));
        }
        return new ClusterResources(workers);
    }

    /// <summary><c>rack[1-2]n[01,07],login</c>, one by one.</summary>
    private static string[] ExpandNodes(string list) => [.. SplitOutsideBrackets(list).SelectMany(Expand)];

    /// <summary><c>2(x3),1</c> as 2, 2, 2, 1.</summary>
    private static int[] PerNode(string text, int nodes)
    {
        List<int> values = [];
        foreach (string item in text.Split(','))
        {
            string[] parts = item.TrimEnd(')').Split("(x");
            int times = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
            values.AddRange(Enumerable.Repeat(int.Parse(parts[0], CultureInfo.InvariantCulture), times));
        }
        return values.Count == nodes ? [.. values] : throw new FormatException($"it is for {values.Count} nodes, and there are {nodes}");
    }

    private long MemoryPerTask(int tasksOfNode, double cores)
    {
        long? perNode = Optional("SLURM_MEM_PER_NODE", Megabytes);
        long? perCpu = Optional("SLURM_MEM_PER_CPU", Megabytes);
        double? bytes = perNode is > 0 ? (double)perNode / Math.Max(1, tasksOfNode) : perCpu * cores;
        return bytes is { } known ? (long)(BudgetOfMemory * known) : long.MaxValue;
    }

    private static long? Megabytes(string text) => long.Parse(text, CultureInfo.InvariantCulture) << 20;

    private T Required<T>(string name, Func<string, T> parse) where T : class =>
        Optional(name, parse) ?? throw new InvalidOperationException($"{name} is not set: this process does not run in a job of Slurm's.");

    private T? Optional<T>(string name, Func<string, T?> parse)
    {
        if (variable(name) is not { Length: > 0 } text) return default;
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidOperationException($"{name} is '{text}', which cannot be understood: {e.Message}", e);
        }
    }

    private static IEnumerable<string> SplitOutsideBrackets(string list)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < list.Length; i++)
        {
            depth += list[i] == '[' ? 1 : list[i] == ']' ? -1 : 0;
            if (list[i] != ',' || depth > 0) continue;
            yield return list[start..i];
            start = i + 1;
        }
        yield return list[start..];
    }

    private static IEnumerable<string> Expand(string item)
    {
        int open = item.IndexOf('[', StringComparison.Ordinal);
        if (open < 0) return [item];
        int close = item.IndexOf(']', open);
        if (close < 0) throw new FormatException("a bracket is not closed");
        string[] rests = [.. Expand(item[(close + 1)..])];
        return item[(open + 1)..close].Split(',').SelectMany(Numbers).SelectMany(number => rests.Select(rest => item[..open] + number + rest));
    }

    private static IEnumerable<string> Numbers(string range)
    {
        string[] ends = range.Split('-');
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture), last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0'));
    }
}
