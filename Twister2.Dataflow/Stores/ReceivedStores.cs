using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// What the target tasks of this worker have received, as it was packed: together for each target, or, where order counts, apart for each source and then in the order of the
/// sources and of adding.
/// </summary>
internal sealed class ReceivedStores<T> : IExchangeReceiver<T>, IDisposable
{
    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly OperatorLedger _ledger;
    private readonly bool _bySource;
    private readonly SortedDictionary<int, RecordStore<T>>?[] _stores;

    public ReceivedStores(DataflowEnvironment env, string owner, LogicalPlan plan, bool bySource)
    {
        _env = env;
        _owner = owner;
        _ledger = env.Ledgers.Current;
        _bySource = bySource;
        _stores = new SortedDictionary<int, RecordStore<T>>?[plan.Targets];
        foreach (int target in plan.TargetsOf(env.Worker)) _stores[target] = [];
    }

    public bool TakesPacked => true;

    /// <summary>What a target of this worker has received.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public StoresSource<T> this[int target] => (uint)target < (uint)_stores.Length && _stores[target] is { } stores
        ? new StoresSource<T>([.. stores.Values])
        : throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");

    /// <summary>Whether a target runs here.</summary>
    public bool Has(int target) => _stores[target] is not null;

    public void Receive(int source, int target, ReadOnlySpan<T> records) => StoreOf(source, target).Add(records);

    public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => StoreOf(source, target).AddPacked(count, packed);

    /// <summary>Takes over all that a source has for a target, without touching it.</summary>
    public void Adopt(int source, int target, RecordStore<T> store) => _stores[target]!.Add(source, store);

    public void Dispose()
    {
        foreach (SortedDictionary<int, RecordStore<T>>? stores in _stores)
            foreach (RecordStore<T> store in stores?.Values.AsEnumerable() ?? []) store.Dispose();
    }

    private RecordStore<T> StoreOf(int source, int target)
    {
        SortedDictionary<int, RecordStore<T>> stores = _stores[target]!;
        int key = _bySource ? source : 0;
        if (!stores.TryGetValue(key, out RecordStore<T>? store)) stores.Add(key, store = new(_env, _owner, PlaceOf(source, target), _ledger));
        return store;
    }

    private string PlaceOf(int source, int target) =>
        _bySource ? _env.PlaceOf(_owner, source, target) : _env.PlaceOf(_owner, target);
}
