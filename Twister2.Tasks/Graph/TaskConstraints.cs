using System.Globalization;

namespace Twister2.Tasks;

/// <summary>What each task of a vertex needs, and where it may run. A scheduler keeps to it or refuses the graph. Twister2's node constraints.</summary>
public sealed record TaskConstraints
{
    /// <summary>Cores that a task keeps busy. Default: 0, so that tasks share what there is.</summary>
    public double Cores { get; init; }

    /// <summary>Bytes that a task holds. Default: 0, because what operators hold has the worker's memory budget as its limit.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How many tasks of the vertex a worker may run. Default: any number.</summary>
    public int? MaxTasksPerWorker { get; init; }

    /// <summary>The workers that may run the tasks. Default: all.</summary>
    public IReadOnlyList<int>? Workers { get; init; }

    /// <summary>The names of the nodes that may run the tasks, those with a certain disk or device for instance. Default: all.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    internal static TaskConstraints None { get; } = new();

    /// <summary>What is asked for, as <c>2 cores, at most 1 task per worker</c>; empty where nothing is.</summary>
    public override string ToString() => string.Join(", ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Cores > 0) yield return Amounts.Cores(Cores);
        if (MemoryBytes > 0) yield return Amounts.Bytes(MemoryBytes);
        if (MaxTasksPerWorker is { } most) yield return string.Create(CultureInfo.InvariantCulture, $"at most {most} per worker");
        if (Workers is { } workers) yield return $"on workers {string.Join(", ", workers)}";
        if (Nodes is { } nodes) yield return $"on nodes {string.Join(", ", nodes)}";
    }
}

/// <summary>What holds for a graph as a whole. Twister2's graph constraints.</summary>
public sealed record GraphConstraints
{
    /// <summary>How many tasks a worker may run at the same time: of a level in a batch, of all in a stream. Default: any number.</summary>
    public int? MaxTasksPerWorker { get; init; }
}
