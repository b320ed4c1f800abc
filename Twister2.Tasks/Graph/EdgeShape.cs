namespace Twister2.Tasks;

/// <summary>Which numbers of tasks an operator can connect.</summary>
internal enum EdgeTasks
{
    Any,
    OneSource,
    OneTarget,

    /// <summary>As many targets as sources of the first input.</summary>
    Pairs,
}

/// <summary>What an operator asks of a graph, and how it is told apart from others.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Tasks">The numbers of tasks.</param>
internal sealed record EdgeShape(string Operator, EdgeTasks Tasks = EdgeTasks.Any)
{
    /// <summary>Whether results stay where the first input's tasks have added them: then target task i runs where source task i does.</summary>
    public bool StaysInPlace { get; init; }

    /// <summary>Whether it needs all records before it gives any.</summary>
    public bool IsBatchOnly { get; init; }

    /// <summary>How many records have to come together: the length of a vector.</summary>
    public int Length { get; init; } = 1;

    /// <summary>What it does in particular, for a person.</summary>
    public string Details { get; init; } = "";

    /// <summary>The functions and values that it was given, for the hash of the graph.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Throws where a type cannot be sent or be a key.</summary>
    public Action CheckTypes { get; init; } = static () => { };
}
