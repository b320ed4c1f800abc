namespace Twister2.Tasks;

/// <summary>What every edge may have. A text is an edge's name: <c>via: "counts"</c>.</summary>
public sealed record EdgeOptions
{
    /// <summary>The edge's name, by which a task writes to it and errors speak of it. Default: both vertices, as <c>words-counts</c>.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether what the edge keeps may go to scratch when the worker's memory budget is spent. Default: true. Without it the edge fails and says how much it was, for jobs that are to end rather than become slow.
    /// </summary>
    public bool UseDisk { get; init; } = true;

    /// <summary>An edge of that name.</summary>
    public static implicit operator EdgeOptions(string name) => new() { Name = name };

    /// <summary>An edge of that name.</summary>
    public static EdgeOptions FromString(string name) => new() { Name = name };
}
