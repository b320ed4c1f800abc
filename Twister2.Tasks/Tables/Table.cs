using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// A lazy, distributed table: columns with names and Arrow types, and on each worker rows in Arrow record batches. Transformations (<see cref="Select"/>, <see cref="Where"/>, <see cref="GroupBy"/>, …) look
/// their columns up at once, and only describe the rows; actions (<see cref="Collect"/>, <see cref="Count"/>, …) run everything they need, a batch at a time. What several actions use is computed for each.
/// </summary>
/// <remarks>
/// <para>Actions are collective: every worker must call the same ones in the same order. Nulls are as in SQL. Rows have the order of the workers and, of each worker, of its tasks and their batches;
/// <see cref="Join(Table, string[], TableJoinKind, string)"/> and <see cref="GroupBy"/> give theirs in no particular order.</para>
/// <para>A file that also uses the namespace Apache.Arrow has two types of this name: <c>using Table = Twister2.Tasks.Table;</c> chooses.</para>
/// </remarks>
public abstract partial class Table
{
    private protected Table(BatchEnvironment environment, Schema schema) => (Environment, Schema) = (environment, schema);

    /// <summary>The columns: their names and types, in order.</summary>
    public Schema Schema { get; }

    internal BatchEnvironment Environment { get; }

    /// <summary>
    /// Evaluates every operator below, which is collective, and gives the parts of this worker's tasks, which are computed when they are read. By the worker's own thread, inside an action, which gives back what was opened.
    /// </summary>
    internal abstract TableParts Open();

    /// <summary>Some of the columns, in this order: by name, or computed; <c>table.Select("id", (Col&lt;double&gt;("price") * 2).As("double"))</c>. A computed one needs a name.</summary>
    /// <exception cref="ArgumentException">A column is not there, has another type, or two get the same name.</exception>
    public Table Select(params TableColumn[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new SelectedTable(this, nameof(Select), columns);
    }

    /// <summary>All columns, and these; one of the same name is replaced, in its place.</summary>
    /// <exception cref="ArgumentException">A column is not there, has another type, or two get the same name.</exception>
    public Table With(params TableColumn[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string?[] names = [.. columns.Select(column => column?.OwnName)];
        IEnumerable<TableColumn> all = Schema.FieldsList.Select(field => System.Array.IndexOf(names, field.Name) is >= 0 and var at ? columns[at] : (TableColumn)field.Name);
        return new SelectedTable(this, nameof(With), [.. all, .. columns.Where(column => column?.OwnName is not { } name || !Schema.FieldsList.Any(field => field.Name == name))]);
    }

    /// <summary>The same table, with other names for some columns.</summary>
    /// <exception cref="ArgumentException">A column is not there, or two get the same name.</exception>
    public Table Rename(params (string From, string To)[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        TableColumn[] columns = [.. Schema.FieldsList.Select(field => (TableColumn)field.Name)];
        foreach ((string from, string to) in names) columns[TableFormat.IndexOf(nameof(Rename), Schema, from)] = ((TableColumn)from).As(to);
        return new SelectedTable(this, nameof(Rename), columns);
    }

    /// <summary>The rows for which a condition is true, not those for which it is null: <c>table.Where(Col&lt;long&gt;("age") &gt;= 18 &amp; Col&lt;string&gt;("country") == "CH")</c>.</summary>
    /// <exception cref="ArgumentException">A column is not there, or has another type.</exception>
    public Table Where(TableColumn<bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new FilteredTable(this, condition);
    }

    /// <summary>The rows for which a function of one column is true; it does not see nulls.</summary>
    /// <exception cref="ArgumentException">The column is not there, or has another type.</exception>
    public Table Where<T>(string column, Func<T, bool> predicate) => Where(Columns.Col<T>(column).Map(predicate));

    /// <summary>
    /// The same rows, computed once when they are first needed and then kept: in memory within the worker's budget, on scratch beyond it. What they take is given back some time after the program has let the table go, or
    /// with the environment. Spark's <c>cache</c>.
    /// </summary>
    public Table Cache() => new CachedTable(this);

    /// <summary>The rows of this table, then those of others, duplicates kept; on each task. SQL's <c>UNION ALL</c>. All must have the same names and types.</summary>
    /// <exception cref="ArgumentException">A table has other columns; the message names the first that differs.</exception>
    public Table Union(params Table[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        foreach (Table other in others) CheckSame(other);
        return others.Length == 0 ? this : new UnitedTable([this, .. others]);
    }

    /// <summary>
    /// The first rows, so many at most, in the order of the workers. What is only selected and filtered on its way from a source is read no further than necessary; right behind <see cref="OrderBy"/>, unless very many
    /// are wanted, nothing is sorted but those rows that may be among them.
    /// </summary>
    public Table Limit(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return this is OrderedTable ordered && rows <= OrderedTable.MostKept ? ordered.First((int)rows) : new LimitedTable(this, rows);
    }

    /// <summary>
    /// Groups of rows with equal values in some columns, where null is a value; for <see cref="TableGroups.Aggregate"/>. Without a column all rows are one group.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there.</exception>
    /// <exception cref="NotSupportedException">Values of a column cannot be compared.</exception>
    public TableGroups GroupBy(params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new TableGroups(this, columns);
    }

    /// <summary>Each row once; null equals null. A dictionary's column comes out as its values.</summary>
    /// <exception cref="NotSupportedException">Values of a column cannot be compared.</exception>
    public Table Distinct() => new GroupedTable(this, nameof(Distinct), [.. Schema.FieldsList.Select(field => field.Name)], []);

    /// <summary>
    /// All rows in order over all workers, by the first column given, equal ones by the next. Rows that are equal in all stay in their order. <c>table.OrderBy(TableOrder.Descending("amount"), "name")</c>: a
    /// name alone is ascending. Nulls come last unless an order says otherwise; texts are ordered by their bytes, NaN is less than every number.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there, or there is none.</exception>
    /// <exception cref="NotSupportedException">Values of a column have no order.</exception>
    public Table OrderBy(params TableOrder[] orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        return new OrderedTable(this, orders);
    }

    /// <summary>The columns, one a line: names and types. <see cref="Show"/> gives rows.</summary>
    public override string ToString() =>
        string.Join('\n', Schema.FieldsList.Select(field => $"{field.Name}: {ColumnTypes.NameOf(field.DataType)}{(field.IsNullable ? "" : " not null")}"));

    private void CheckSame(Table other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CheckEnvironment(other);
        int columns = Math.Max(Schema.FieldsList.Count, other.Schema.FieldsList.Count);
        for (int i = 0; i < columns; i++)
        {
            (string ours, string theirs) = (Describe(Schema, i), Describe(other.Schema, i));
            if (ours != theirs) throw new ArgumentException($"{nameof(Union)}: column {i} of one table is {ours}, of another {theirs}. Select, rename or convert columns first.");
        }

        static string Describe(Schema schema, int column) =>
            column < schema.FieldsList.Count ? $"'{schema.GetFieldByIndex(column).Name}' of type {ColumnTypes.NameOf(schema.GetFieldByIndex(column).DataType)}" : "not there";
    }

    private void CheckEnvironment(Table other)
    {
        if (other.Environment != Environment) throw new ArgumentException("The tables are of different batch environments; make both from the same one.", nameof(other));
    }
}
