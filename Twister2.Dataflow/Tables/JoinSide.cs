using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>One table of a join: which of its columns are sent, because they are keys or wanted, and which of these are given.</summary>
internal sealed class JoinSide
{
    private readonly int[] _sent;

    /// <param name="owner">The operator and the side, for messages.</param>
    /// <param name="schema">The columns of the batches that are added.</param>
    /// <param name="keys">The key.</param>
    /// <param name="wanted">Columns of the result; null for all.</param>
    /// <param name="keepsUnmatched">Whether rows that match none are of use.</param>
    public JoinSide(string owner, Schema schema, IReadOnlyList<string> keys, IReadOnlyList<string>? wanted, bool keepsUnmatched)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (keys.Count == 0) throw new ArgumentException($"{owner}: a join needs a key column.", nameof(keys));
        Format = new TableFormat(owner, Sent(owner, schema, keys, wanted, out _sent, out int[] output));
        Whole = schema;
        Keys = new TableKeys(Format, keys);
        Output = output;
        KeepsUnmatched = keepsUnmatched;
        Owner = owner;
    }

    public Schema Whole { get; }

    /// <summary>The columns that are sent.</summary>
    public TableFormat Format { get; }

    /// <summary>The key, in these.</summary>
    public TableKeys Keys { get; }

    /// <summary>The columns of the result, in these.</summary>
    public int[] Output { get; }

    public bool KeepsUnmatched { get; }

    private string Owner { get; }

    /// <summary>The columns of a batch that are sent.</summary>
    /// <exception cref="ArgumentException">The batch has other columns.</exception>
    public ArrayData[] ColumnsOf(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.ColumnCount != Whole.FieldsList.Count)
            throw new ArgumentException($"{Owner}: a batch of {batch.ColumnCount} columns; the table has {Whole.FieldsList.Count}.", nameof(batch));
        return Format.ColumnsOf(new RecordBatch(Format.Schema, _sent.Select(batch.Column), batch.Length));
    }

    /// <summary>Of the columns that are sent, those of the result.</summary>
    public ArrayData[] OutputOf(ArrayData[] columns) => [.. Output.Select(column => columns[column])];

    private static Schema Sent(string owner, Schema schema, IReadOnlyList<string> keys, IReadOnlyList<string>? wanted, out int[] sent, out int[] output)
    {
        int[] wantedColumns = wanted is null ? [.. Enumerable.Range(0, schema.FieldsList.Count)] : [.. wanted.Select(name => TableFormat.IndexOf(owner, schema, name))];
        int[] all = [.. wantedColumns.Concat(keys.Select(name => TableFormat.IndexOf(owner, schema, name))).Distinct().Order()];
        sent = all;
        output = [.. wantedColumns.Select(column => System.Array.IndexOf(all, column))];
        return new Schema(all.Select(schema.GetFieldByIndex), null);
    }
}
