using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings the records of all source tasks to target task 0, in the order of the sources and, of each source, in the order of adding; the same order on every run.
/// </summary>
public sealed class Gather<T> : RecordOperator<T>
{
    private readonly Exchange<T> _exchange;
    private readonly ReceivedStores<T> _received;

    /// <summary>A gather to the one target of the plan.</summary>
    /// <exception cref="ArgumentException">The plan has more than one target.</exception>
    public Gather(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan)
    {
        if (plan.Targets != 1) throw new ArgumentException($"A gather has one target task; the plan has {plan.Targets}.", nameof(plan));
        _received = new ReceivedStores<T>(environment, nameof(Gather<>), plan, bySource: true);
        _exchange = new Exchange<T>(environment, nameof(Gather<>), plan, DataPackers.For<T>(), _received);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange;

    /// <summary>Gives what was gathered to a sink: everything on the worker of the target task, nothing on the others. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(IChunkSink<T> sink)
    {
        CheckComplete();
        if (_received.Has(0)) CopyTo(0, sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _received.Dispose();
    }

    private protected override void AddAll(int source, ReadOnlySpan<T> records) => _exchange.Add(source, 0, records);

    private protected override void FinishAll() => _exchange.Finish();

    private protected override IReadOnlyList<RecordStore<T>> StoresOf(int target) => _received[target].Stores;
}
