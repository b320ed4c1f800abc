using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>An operator that sends each record to one target task.</summary>
public abstract class RoutedOperator<T> : RecordOperator<T>
{
    private readonly Targets _targets;

    private protected RoutedOperator(DataflowEnvironment environment, LogicalPlan plan, string name) : base(environment, plan)
    {
        _targets = new Targets(environment, plan, name);
        Exchange = new Exchange<T>(environment, name, plan, DataPackers.For<T>(), _targets);
    }

    /// <inheritdoc/>
    public override bool IsComplete => Exchange.IsComplete;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _targets.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Exchange<T> Exchange { get; }

    private protected override IEdge Edge => Exchange;

    private protected override void FinishAll() => Exchange.Finish();

    private protected override IReadOnlyList<RecordStore<T>> StoresOf(int target) => [_targets.StoreOf(target)];

    /// <summary>A store for each target task of the worker.</summary>
    private sealed class Targets : IExchangeReceiver<T>, IDisposable
    {
        private readonly RecordStore<T>?[] _stores;

        public Targets(DataflowEnvironment env, LogicalPlan plan, string name)
        {
            _stores = new RecordStore<T>?[plan.Targets];
            foreach (int task in plan.TargetsOf(env.Worker)) _stores[task] = new RecordStore<T>(env, name, env.PlaceOf(name, task));
        }

        public bool TakesPacked => true;

        public RecordStore<T> StoreOf(int target) => _stores[target]!;

        public void Receive(int source, int target, ReadOnlySpan<T> records) => _stores[target]!.Add(records);

        public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => _stores[target]!.AddPacked(count, packed);

        public void Dispose()
        {
            foreach (RecordStore<T>? store in _stores) store?.Dispose();
        }
    }
}
