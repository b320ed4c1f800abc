namespace Twister2.Dataflow.Faults;

/// <summary>Takes rows one at a time.</summary>
internal sealed class RowSink(Action<Row> take) : IChunkSink<Row>
{
    public void Add(ReadOnlySpan<Row> records)
    {
        foreach (Row row in records) take(row);
    }
}
