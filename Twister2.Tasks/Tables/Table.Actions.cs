using Apache.Arrow;

namespace Twister2.Tasks;

// Actions: collective.
public abstract partial class Table
{
    /// <summary>The number of rows, on every worker. Action; collective.</summary>
    public long Count() => Environment.RunAction(nameof(Count), () =>
    {
        long[] rows = new long[Environment.Tasks.Count];
        Environment.Tasks.RunAll(Open(), task => new BatchAction(batch => rows[task] += batch.Length));
        return Environment.Dataflow.AllReduce(rows.Sum(), static (a, b) => a + b);
    });

    /// <summary>All rows, on every worker, in the order of the workers, as one batch; for results that fit into every worker's memory. Action; collective.</summary>
    /// <exception cref="ArgumentException">The workers have different columns.</exception>
    public RecordBatch Collect() => Environment.RunAction(nameof(Collect), () => CollectedRows.Of(this));

    /// <summary>The first rows, so many at most, on every worker. As <see cref="Limit"/> and <see cref="Collect"/>. Action; collective.</summary>
    public RecordBatch Take(long rows) => Limit(rows).Collect();

    /// <summary>This worker's rows, for whatever reads Arrow: a file writer, a database, another library. They are the caller's, and valid as long as somebody holds them. Action; collective.</summary>
    public IReadOnlyList<RecordBatch> ToArrow() => Environment.RunAction<IReadOnlyList<RecordBatch>>(nameof(ToArrow), () =>
    {
        List<RecordBatch>[] batches = Environment.Tasks.Each(static _ => new List<RecordBatch>());
        Environment.Tasks.RunAll(Open(), task => new BatchAction(batches[task].Add));
        return [.. batches.SelectMany(static part => part)];
    });

    /// <summary>The first rows as text for a person, on every worker, with a line that says if there are more. Action; collective.</summary>
    public string Show(int rows = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return RowText.Of(Take(rows + 1L), rows);
    }
}
