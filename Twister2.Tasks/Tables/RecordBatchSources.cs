using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>Tables of record batches that are there.</summary>
public static class RecordBatchSources
{
    /// <summary>
    /// A table of this worker's record batches; each worker gives its own share, none where it has none. With several threads those of a list or an array are divided among them, any other
    /// sequence is read by one. They are enumerated by each action, and must stay valid, and as they are, until the last result of the
    /// table has been read.
    /// </summary>
    /// <param name="environment">The worker.</param>
    /// <param name="schema">The columns of every batch, the same on every worker.</param>
    /// <param name="batches">The batches.</param>
    /// <exception cref="ArgumentException">When run: a batch has other columns, or the workers do; the message names the first that differs. At once: two columns have one name.</exception>
    /// <exception cref="NotSupportedException">A column is of a type that cannot be moved.</exception>
    public static Table FromRecordBatches(this BatchEnvironment environment, Schema schema, IEnumerable<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        return new SourceTable(environment, schema, batches);
    }

    /// <summary>As <see cref="FromRecordBatches(BatchEnvironment, Schema, IEnumerable{RecordBatch})"/>, of batches that are there on every worker, at least one.</summary>
    public static Table FromRecordBatches(this BatchEnvironment environment, params RecordBatch[] batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Length == 0) throw new ArgumentException("Without a batch the columns are not known: give the schema.", nameof(batches));
        return environment.FromRecordBatches(batches[0].Schema, batches);
    }
}
