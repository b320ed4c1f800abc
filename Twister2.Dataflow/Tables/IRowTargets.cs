using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>Chooses the target tasks of rows, many at a time.</summary>
internal interface IRowTargets
{
    /// <summary>Writes the target of each row from <paramref name="start"/> on; a negative one leaves the row out.</summary>
    void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targets);
}
