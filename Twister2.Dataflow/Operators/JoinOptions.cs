namespace Twister2.Dataflow;

/// <summary>How a target task joins.</summary>
public enum JoinAlgorithm
{
    /// <summary>By a table of one side, which the other goes through: the fastest. Results come in no particular order.</summary>
    Hash,

    /// <summary>Both sides are sorted by key and merged: results come in the order of the keys, and no side needs to fit into memory. The key must have an order.</summary>
    SortMerge,
}

/// <summary>Which side lies in the table of a hash join.</summary>
public enum JoinBuild
{
    /// <summary>The one with fewer bytes at each target task, which is known when all has arrived.</summary>
    Smaller,

    /// <summary>The left side.</summary>
    Left,

    /// <summary>The right side.</summary>
    Right,
}

/// <summary>How a join or a co-group works. Every worker must have the same.</summary>
public sealed record JoinOptions
{
    /// <summary>By table or by sorting: <see cref="JoinAlgorithm.Hash"/>, because a table is several times faster where its side fits into memory.</summary>
    public JoinAlgorithm Algorithm { get; init; } = JoinAlgorithm.Hash;

    /// <summary>
    /// The side in the table of a hash join: <see cref="JoinBuild.Smaller"/>. A side that was chosen and does not fit into half of the memory gives way to the other where that does.
    /// </summary>
    public JoinBuild Build { get; init; } = JoinBuild.Smaller;
}
