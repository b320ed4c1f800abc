using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// A column that is wanted of a table: one that is there, by its name (a string becomes one), or one that is computed (<see cref="TableColumn{T}"/>). It belongs to no table: it is looked up in the one
/// that it is given to.
/// </summary>
public abstract class TableColumn
{
    private protected TableColumn()
    {
    }

    /// <summary>The column that a table has under a name, of whatever type.</summary>
    public static implicit operator TableColumn(string name) => new NamedColumn(name);

    /// <summary>The column that a table has under a name, of whatever type.</summary>
    public static TableColumn FromString(string name) => new NamedColumn(name);

    /// <summary>The same column under another name.</summary>
    public TableColumn As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new AliasColumn(this, name);
    }

    /// <summary>The name that it has by itself; null where it needs one.</summary>
    internal abstract string? OwnName { get; }

    /// <summary>Looks up what it needs, and says what makes it.</summary>
    internal abstract (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name);

    private sealed class NamedColumn : TableColumn
    {
        private readonly string _name;

        public NamedColumn(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            _name = name;
        }

        internal override string? OwnName => _name;

        internal override (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name)
        {
            int column = scope.IndexOf(_name);
            return (Renamed(scope.Schema.GetFieldByIndex(column), name), new TakenColumn(column));
        }
    }

    private sealed class AliasColumn(TableColumn column, string name) : TableColumn
    {
        internal override string? OwnName => name;

        internal override (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name) => column.BindOutput(scope, name);
    }

    private protected static Field Renamed(Field field, string name) => field.Name == name ? field : new Field(name, field.DataType, field.IsNullable, field.Metadata);

    /// <summary>A column of the batch, as it is.</summary>
    private protected sealed class TakenColumn(int column) : IColumnMaker
    {
        public IArrowArray Make(RecordBatch batch) => batch.Column(column);
    }
}

/// <summary>Makes a column for each batch.</summary>
internal interface IColumnMaker
{
    IArrowArray Make(RecordBatch batch);
}

/// <summary>Where columns are looked up: the schema of a table, and for messages the operation and the worker.</summary>
internal sealed class ColumnScope(string owner, Schema schema, BatchEnvironment environment)
{
    public string Owner => owner;

    public Schema Schema => schema;

    public int Worker => environment.Worker;

    /// <summary>Rows that are worked on together.</summary>
    public int WindowRows => environment.Dataflow.Options.ChunkRecords;

    /// <exception cref="ArgumentException">No column has the name, or more than one has; the message names those that there are.</exception>
    public int IndexOf(string column) => TableFormat.IndexOf(owner, schema, column);
}
