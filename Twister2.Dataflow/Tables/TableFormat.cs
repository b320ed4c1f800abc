using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>The columns of one table of an operator: finds them by name, checks batches, builds chunks of them and reads these.</summary>
internal sealed class TableFormat
{
    private readonly string _owner;
    private readonly string[] _types;

    /// <summary>The types that columns had in the batches before: most batches share them.</summary>
    private readonly IArrowType[] _seen;

    /// <summary>Reads chunks; holds no rows.</summary>
    private readonly ColumnBuilder[] _readers;

    /// <param name="owner">The operator, for messages.</param>
    /// <param name="schema">The columns.</param>
    /// <exception cref="NotSupportedException">A column is of a type that cannot be moved.</exception>
    public TableFormat(string owner, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _owner = owner;
        Schema = schema;
        _seen = [.. schema.FieldsList.Select(field => field.DataType)];
        _types = [.. _seen.Select(ColumnTypes.NameOf)];
        _readers = NewColumns();
    }

    public Schema Schema { get; }

    public int Columns => _types.Length;

    /// <summary>A line for each column, so that what two workers have can be compared.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        for (int i = 0; i < Columns; i++) text.Append('\'').Append(Schema.GetFieldByIndex(i).Name).Append("' of type ").Append(_types[i]).Append('\n');
        return text.ToString();
    }

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">None has it, or more than one.</exception>
    public int IndexOf(string column) => IndexOf(_owner, Schema, column);

    /// <summary>The column of a name in a schema.</summary>
    /// <exception cref="ArgumentException">None has it, or more than one.</exception>
    public static int IndexOf(string owner, Schema schema, string column)
    {
        int[] found = [.. Enumerable.Range(0, schema.FieldsList.Count).Where(i => schema.GetFieldByIndex(i).Name == column)];
        if (found.Length == 1) return found[0];
        throw new ArgumentException(found.Length > 1
            ? $"{owner}: columns {found[0]} and {found[1]} are both called '{column}'."
            : $"{owner}: no column is called '{column}'; there are {string.Join(", ", schema.FieldsList.Select(field => $"'{field.Name}'"))}.");
    }

    /// <summary>What hashes and compares a column.</summary>
    /// <exception cref="NotSupportedException">Values of its type are no keys.</exception>
    public KeyColumn KeyOf(int column) => KeyColumn.TryFor(Schema.GetFieldByIndex(column).DataType) ?? throw new NotSupportedException(
        $"{_owner}: column '{Schema.GetFieldByIndex(column).Name}' is of type {_types[column]}, whose values cannot be compared: it cannot be a key.");

    public TableBuilder NewBuilder() => new(NewColumns());

    /// <summary>The columns of a batch, which has to be of this table.</summary>
    /// <exception cref="ArgumentException">A column is missing, or has another type or length.</exception>
    public ArrayData[] ColumnsOf(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.ColumnCount != Columns) throw new ArgumentException($"{_owner}: a batch of {batch.ColumnCount} columns; the table has {Columns}.", nameof(batch));
        ArrayData[] columns = new ArrayData[Columns];
        for (int i = 0; i < columns.Length; i++)
        {
            IArrowArray column = batch.Column(i);
            columns[i] = column.Data;
            if (!ReferenceEquals(columns[i].DataType, _seen[i])) CheckType(i, columns[i].DataType);
            if (column.Length != batch.Length)
                throw new ArgumentException($"{_owner}: column '{Schema.GetFieldByIndex(i).Name}' has {column.Length} rows in a batch of {batch.Length}.", nameof(batch));
        }
        return columns;
    }

    /// <summary>The columns of a chunk, where they lie.</summary>
    public ArrayData[] Read(TableBuffers buffers) => [.. _readers.Select(reader => reader.Read(buffers))];

    /// <summary>A chunk as a batch over the same memory.</summary>
    public RecordBatch ToBatch(ReadOnlyMemory<byte> chunk) =>
        new(Schema, Read(TableBuffers.In(chunk)).Select(ArrowArrayFactory.BuildArray), TableBuffers.RowsOf(chunk.Span));

    private void CheckType(int column, IArrowType type)
    {
        string name = ColumnTypes.NameOf(type);
        if (name != _types[column])
            throw new ArgumentException($"{_owner}: column '{Schema.GetFieldByIndex(column).Name}' is of type {name} in this batch; the table has {_types[column]}.");
        _seen[column] = type;
    }

    private ColumnBuilder[] NewColumns()
    {
        ColumnBuilder[] columns = new ColumnBuilder[Columns];
        for (int i = 0; i < columns.Length; i++)
        {
            Field field = Schema.GetFieldByIndex(i);
            try
            {
                columns[i] = ColumnTypes.NewBuilder(field.DataType);
            }
            catch (NotSupportedException e)
            {
                throw new NotSupportedException($"{_owner}: column '{field.Name}' is of type {_types[i]}: {e.Message}. Leave the column out, or cast it first.", e);
            }
        }
        return columns;
    }
}
