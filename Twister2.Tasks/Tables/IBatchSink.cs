using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>Takes the batches of a table, in their order.</summary>
internal interface IBatchSink
{
    /// <summary>Whether it needs no more.</summary>
    bool IsFull => false;

    /// <summary>Takes a batch of at least one row.</summary>
    void Add(RecordBatch batch);
}

internal static class BatchSequence
{
    /// <summary>Gives batches to a sink, until that is full.</summary>
    public static void PassTo(this IEnumerable<RecordBatch> batches, IBatchSink sink)
    {
        foreach (RecordBatch batch in batches)
        {
            sink.Add(batch);
            if (sink.IsFull) return;
        }
    }
}

/// <summary>The first rows that come, and no more.</summary>
internal sealed class FirstRows(long count, IBatchSink sink) : IBatchSink
{
    private long _rest = count;

    public bool IsFull => _rest <= 0 || sink.IsFull;

    public void Add(RecordBatch batch)
    {
        if (_rest <= 0) return;
        sink.Add(batch.Length <= _rest ? batch : batch.Slice(0, (int)_rest));
        _rest -= batch.Length;
    }
}

/// <summary>Hands batches to a function.</summary>
internal sealed class BatchAction(Action<RecordBatch> action) : IBatchSink
{
    public void Add(RecordBatch batch) => action(batch);
}
