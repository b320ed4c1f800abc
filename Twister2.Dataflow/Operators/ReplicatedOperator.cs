using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>An operator that gives every target task all records. The targets of one worker share what the worker keeps: each record is there once, however many they are.</summary>
public abstract class ReplicatedOperator<T> : RecordOperator<T>
{
    private readonly TreeBroadcast<T> _broadcast;
    private readonly Sources _sources;
    private readonly HashSet<int> _consumed = [];

    private protected ReplicatedOperator(DataflowEnvironment environment, LogicalPlan plan, string name) : base(environment, plan)
    {
        _sources = new Sources(environment, name, plan.Sources);
        _broadcast = new TreeBroadcast<T>(environment, name, plan, _sources);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _broadcast.IsComplete;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _broadcast.Dispose();
        _sources.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override IEdge Edge => _broadcast;

    private protected override void AddAll(int source, ReadOnlySpan<T> records)
    {
        CountAdded(records.Length);
        _broadcast.Add(source, records);
    }

    private protected override void FinishAll() => _broadcast.Finish();

    private protected override IReadOnlyList<RecordStore<T>> StoresOf(int target) => _sources.All();

    private protected override bool IsLastToConsume(int target)
    {
        if (!_consumed.Add(target)) throw new InvalidOperationException($"Target task {target} has consumed its records: they can be read once only.");
        return Plan.TargetsOf(Environment.Worker).All(_consumed.Contains);
    }

    /// <summary>The records of one source task; null where it has none.</summary>
    private protected RecordStore<T>? StoreOfSource(int source) => _sources.Of(source);

    /// <summary>A store for each source task that has records.</summary>
    private sealed class Sources(DataflowEnvironment env, string name, int count) : IBroadcastReceiver<T>, IDisposable
    {
        private readonly RecordStore<T>?[] _stores = new RecordStore<T>?[count];
        private readonly OperatorLedger _ledger = env.Ledgers.Current;

        public RecordStore<T>[] All() => [.. _stores.OfType<RecordStore<T>>()];

        public RecordStore<T>? Of(int source) => _stores[source];

        public void Receive(int source, ReadOnlySpan<T> records) => StoreOf(source).Add(records);

        public void ReceivePacked(int source, int count, ReadOnlySpan<byte> packed) => StoreOf(source).AddPacked(count, packed);

        public void Dispose()
        {
            foreach (RecordStore<T>? store in _stores) store?.Dispose();
        }

        private RecordStore<T> StoreOf(int source) => _stores[source] ??= new RecordStore<T>(env, name, $"{name}: worker {env.Worker}, source task {source}", _ledger);
    }
}
