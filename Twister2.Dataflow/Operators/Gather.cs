using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings the records of all source tasks to target task 0, in the order of the sources and, of each source, in the order of adding; the same order on every run.
/// </summary>
public sealed class Gather<T> : DataflowOperator, IExchangeReceiver<T>
{
    private readonly Exchange<T> _exchange;
    private readonly RecordStore<T>?[] _received;

    /// <summary>A gather to the one target of the plan.</summary>
    /// <exception cref="ArgumentException">The plan has more than one target.</exception>
    public Gather(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan)
    {
        if (plan.Targets != 1) throw new ArgumentException($"A gather has one target task; the plan has {plan.Targets}.", nameof(plan));
        _received = new RecordStore<T>?[plan.Sources];
        _exchange = new Exchange<T>(environment, nameof(Gather<>), plan, DataPackers.For<T>(), this);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, [record]);

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        _exchange.Add(source, 0, records);
    }

    /// <summary>Gives what was gathered to a sink: everything on the worker of the target task, nothing on the others. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(IChunkSink<T> sink)
    {
        CheckComplete();
        foreach (RecordStore<T>? source in _received) source?.CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (RecordStore<T>? source in _received) source?.Dispose();
    }

    bool IExchangeReceiver<T>.TakesPacked => true;

    void IExchangeReceiver<T>.Receive(int source, int target, ReadOnlySpan<T> records) => StoreOf(source).Add(records);

    void IExchangeReceiver<T>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => StoreOf(source).AddPacked(count, packed);

    private RecordStore<T> StoreOf(int source) => _received[source] ??= new RecordStore<T>(Environment, nameof(Gather<>));

    private protected override void FinishAll() => _exchange.Finish();
}
