namespace Twister2.Tasks;

/// <summary>A column that rows are ordered by, and how: <see cref="Table.OrderBy"/>. A name alone is ascending, nulls last.</summary>
public sealed record TableOrder
{
    private TableOrder(string column, bool isDescending)
    {
        ArgumentNullException.ThrowIfNull(column);
        (Column, IsDescending) = (column, isDescending);
    }

    /// <summary>The column.</summary>
    public string Column { get; }

    /// <summary>Whether the greatest value comes first: no, unless it was asked for.</summary>
    public bool IsDescending { get; }

    /// <summary>Whether nulls come before all values: no, they come last, ascending and descending.</summary>
    public bool HasNullsFirst { get; private init; }

    /// <summary>The least value first.</summary>
    public static TableOrder Ascending(string column) => new(column, isDescending: false);

    /// <summary>The greatest value first.</summary>
    public static TableOrder Descending(string column) => new(column, isDescending: true);

    /// <summary>The least value first.</summary>
    public static implicit operator TableOrder(string column) => Ascending(column);

    /// <summary>The least value first.</summary>
    public static TableOrder FromString(string column) => Ascending(column);

    /// <summary>The same, with nulls before all values.</summary>
    public TableOrder NullsFirst() => this with { HasNullsFirst = true };
}
