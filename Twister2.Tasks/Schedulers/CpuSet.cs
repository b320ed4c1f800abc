using System.Globalization;

namespace Twister2.Tasks;

/// <summary>The processors that a process may run on, as Linux writes them: <c>0-3,8</c>.</summary>
internal sealed class CpuSet
{
    private const string Line = "Cpus_allowed_list:";

    private CpuSet(int[] numbers) => Numbers = numbers;

    public int[] Numbers { get; }

    public static CpuSet OfThisProcess()
    {
        const string status = "/proc/self/status";
        string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) : null;
        return line is null ? new CpuSet([.. Enumerable.Range(0, Environment.ProcessorCount)]) : Parse(line[Line.Length..]);
    }

    public static CpuSet Parse(string list)
    {
        List<int> numbers = [];
        foreach (string part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int[] ends = [.. part.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            numbers.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }
        return new CpuSet([.. numbers]);
    }

    /// <summary>Cores for one process: each processor is divided by those of its node that may use it.</summary>
    /// <param name="mine">Its processors.</param>
    /// <param name="limit">How many of them it may keep busy; fewer where a container has a quota, which all of its processes share.</param>
    /// <param name="ofNode">The processors of all processes of the node, its own among them.</param>
    public static double ShareOf(int[] mine, int limit, int[][] ofNode)
    {
        if (limit < mine.Length) return (double)limit / ofNode.Length;
        int[] users = new int[ofNode.Max(static cpus => cpus.Max()) + 1];
        foreach (int[] cpus in ofNode)
            foreach (int cpu in cpus) users[cpu]++;
        double share = 0;
        foreach (int cpu in mine) share += 1.0 / users[cpu];
        return share;
    }
}
