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

/// <summary>Hands batches to a function.</summary>
internal sealed class BatchAction(Action<RecordBatch> action) : IBatchSink
{
    public void Add(RecordBatch batch) => action(batch);
}
