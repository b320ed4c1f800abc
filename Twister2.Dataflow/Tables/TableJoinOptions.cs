namespace Twister2.Dataflow;

/// <summary>Which rows a join of two tables gives.</summary>
public enum TableJoinKind
{
    /// <summary>Pairs of rows with equal keys.</summary>
    Inner,

    /// <summary>These, and the rows of the left table that match none, with nulls for the right one.</summary>
    Left,

    /// <summary>Pairs, and the rows of the right table that match none, with nulls for the left one.</summary>
    Right,

    /// <summary>Pairs, and the rows of either table that match none.</summary>
    Full,

    /// <summary>Rows of the left table that match at least one of the right, once each.</summary>
    Semi,

    /// <summary>Rows of the left table that match none of the right.</summary>
    Anti,
}

/// <summary>Which columns a join of two tables gives, and what they are called. Every worker must have the same.</summary>
public sealed record TableJoinOptions
{
    /// <summary>Columns of the left table; null, the default, takes all. Those that are neither here nor keys are not sent.</summary>
    public IReadOnlyList<string>? LeftColumns { get; init; }

    /// <summary>Columns of the right table; null, the default, takes all. A semi or anti join has none.</summary>
    public IReadOnlyList<string>? RightColumns { get; init; }

    /// <summary>What a name of the right table gets behind it, as often as needed, where a column before it has the name already: <c>_right</c>.</summary>
    public string RightSuffix { get; init; } = "_right";
}
