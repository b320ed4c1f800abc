using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <inheritdoc cref="TablePartitioner.RoundRobin"/>
internal sealed class RoundRobinPartitioner : TablePartitioner
{
    internal override string Describe() => "a partition in turn";

    internal override IRowTargets Bind(TableFormat format, string owner, int worker, LogicalPlan plan) => new Chooser(plan);

    private sealed class Chooser(LogicalPlan plan) : IRowTargets
    {
        private readonly int[] _next = [.. Enumerable.Range(0, plan.Sources).Select(source => source % plan.Targets)];

        public void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targets)
        {
            int next = _next[source];
            for (int i = 0; i < targets.Length; i++)
            {
                targets[i] = next;
                if (++next == plan.Targets) next = 0;
            }
            _next[source] = next;
        }
    }
}
