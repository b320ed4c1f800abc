using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>A table's rows in groups: <see cref="Table.GroupBy"/>.</summary>
public sealed class TableGroups
{
    private readonly Table _table;
    private readonly string[] _keys;

    internal TableGroups(Table table, string[] keys)
    {
        _table = table;
        _keys = [.. keys];
        TableFormat format = new(nameof(Table.GroupBy), table.Schema);
        foreach (string key in keys) format.KeyOf(format.IndexOf(key));
    }

    /// <summary>
    /// A row for each group: its key, then what is asked for: <c>sales.GroupBy("country").Aggregate(Sum("amount"), Count())</c>. Workers combine their own rows before anything is sent; then each group is on
    /// one worker, chosen by the hash of its key. A dictionary's column comes out as its values. All rows as one group are one row, on worker 0, also where there are none.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there, is of a type that cannot be aggregated so, or two get the same name.</exception>
    public Table Aggregate(params TableAggregate[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        if (aggregates.Length == 0) throw new ArgumentException($"{nameof(Aggregate)}: nothing is asked for. {nameof(Table.Distinct)} gives the groups alone.", nameof(aggregates));
        return new GroupedTable(_table, nameof(Aggregate), _keys, aggregates);
    }
}
