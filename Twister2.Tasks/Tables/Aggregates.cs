namespace Twister2.Tasks;

/// <summary>What <see cref="TableGroups.Aggregate"/> computes of the rows of a group; meant for <c>using static</c>. Nulls are left out, as in SQL.</summary>
public static class Aggregates
{
    /// <summary>The number of rows, as <c>count</c>.</summary>
    public static TableAggregate Count() => new(AggregateKind.CountAll, null, "count");

    /// <summary>The number of rows in which a column is not null, as <c>count_</c> and its name.</summary>
    public static TableAggregate Count(TableColumn column) => Of(AggregateKind.Count, column, "count");

    /// <summary>
    /// The number of different values of a column, null left out, as <c>count_distinct_</c> and its name; exact. Each group's values are kept, and sent once by each task: for few values in a group, or few groups. Values are
    /// equal as keys of groups are. SQL's <c>COUNT(DISTINCT …)</c>.
    /// </summary>
    public static TableAggregate CountDistinct(TableColumn column) => Of(AggregateKind.CountDistinct, column, "count_distinct");

    /// <summary>The sum, null where there is none to add, as <c>sum_</c> and the column's name: of integers as 64-bit integers, where an overflow is an error, of floating-point numbers as double, of decimals with 38 digits.</summary>
    public static TableAggregate Sum(TableColumn column) => Of(AggregateKind.Sum, column, "sum");

    /// <summary>The least value, null where there is none, as <c>min_</c> and the column's name. NaN is less than every number.</summary>
    public static TableAggregate Min(TableColumn column) => Of(AggregateKind.Min, column, "min");

    /// <summary>The greatest value, null where there is none, as <c>max_</c> and the column's name.</summary>
    public static TableAggregate Max(TableColumn column) => Of(AggregateKind.Max, column, "max");

    /// <summary>The mean of numbers as double, null where there is none, as <c>average_</c> and the column's name.</summary>
    public static TableAggregate Average(TableColumn column) => Of(AggregateKind.Average, column, "average");

    private static TableAggregate Of(AggregateKind kind, TableColumn column, string prefix)
    {
        ArgumentNullException.ThrowIfNull(column);
        return new TableAggregate(kind, column, column.OwnName is { } name ? $"{prefix}_{name}" : null);
    }
}

internal enum AggregateKind
{
    CountAll,
    Count,
    Sum,
    Min,
    Max,
    Average,
    CountDistinct,
}

/// <summary>One value that is computed of the rows of each group: one of <see cref="Aggregates"/>.</summary>
public sealed class TableAggregate
{
    internal TableAggregate(AggregateKind kind, TableColumn? column, string? name) => (Kind, Column, Name) = (kind, column, name);

    internal AggregateKind Kind { get; }

    /// <summary>The column that is aggregated; null where it is the rows.</summary>
    internal TableColumn? Column { get; }

    internal string? Name { get; }

    /// <summary>The same under another name.</summary>
    public TableAggregate As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new TableAggregate(Kind, Column, name);
    }
}
