using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <inheritdoc cref="TablePartitioner.Custom"/>
internal sealed class CustomPartitioner : TablePartitioner
{
    private readonly TableTargets _targets;

    public CustomPartitioner(TableTargets targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        _targets = targets;
    }

    internal override string Describe() => "a partition by a function";

    internal override IRowTargets Bind(TableFormat format, string owner, int worker, LogicalPlan plan) => new Chooser(_targets, owner, worker, plan.Targets);

    private sealed class Chooser(TableTargets choose, string owner, int worker, int count) : IRowTargets
    {
        public void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targets)
        {
            targets.Fill(-1);
            RunFunction(source, start == 0 && targets.Length == batch.Length ? batch : batch.Slice(start, targets.Length), targets);
            for (int i = 0; i < targets.Length; i++)
                if ((uint)targets[i] >= (uint)count)
                    throw new InvalidOperationException($"{owner}: the partition function chose task {targets[i]} for row {start + i} of a batch of source task {source}; there are {count} (0 to {count - 1}).");
        }

        private void RunFunction(int source, RecordBatch batch, Span<int> targets)
        {
            try
            {
                choose(batch, targets);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{owner}: worker {worker}, source task {source}", "the function that chooses a row's task", e);
            }
        }
    }
}
