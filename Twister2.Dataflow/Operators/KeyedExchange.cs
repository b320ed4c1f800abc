using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings pairs to the target task that their key's hash chooses, and keeps them as they were packed, within the budget: together for each target, or, where their order counts,
/// apart for each source.
/// </summary>
internal sealed class KeyedExchange<TKey, TValue> : IExchangeReceiver<KeyValuePair<TKey, TValue>>, IDisposable
{
    private const int Batch = 256;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly LogicalPlan _plan;
    private readonly bool _bySource;
    private readonly SortedDictionary<int, RecordStore<KeyValuePair<TKey, TValue>>>?[] _stores;
    private readonly ulong[] _hashes = new ulong[Batch];

    public KeyedExchange(DataflowEnvironment env, string name, LogicalPlan plan, bool bySource)
    {
        _env = env;
        _name = name;
        _plan = plan;
        _bySource = bySource;
        Hasher = PairHasher.For<TKey, TValue>();
        _stores = new SortedDictionary<int, RecordStore<KeyValuePair<TKey, TValue>>>?[plan.Targets];
        foreach (int target in plan.TargetsOf(env.Worker)) _stores[target] = [];
        Edge = new Exchange<KeyValuePair<TKey, TValue>>(env, name, plan, DataPackers.For<KeyValuePair<TKey, TValue>>(), this);
    }

    public Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    public IPairHasher<TKey, TValue> Hasher { get; }

    public bool TakesPacked => true;

    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        while (!pairs.IsEmpty)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = pairs[..Math.Min(Batch, pairs.Length)];
            HashAll(source, batch);
            for (int i = 0; i < batch.Length; i++) Edge.Add(source, StableHash.Target(_hashes[i], _plan.Targets), in batch[i]);
            pairs = pairs[batch.Length..];
        }
    }

    /// <summary>What a target of this worker has received, source after source where they are kept apart.</summary>
    public StoresSource<KeyValuePair<TKey, TValue>> Received(int target)
    {
        if ((uint)target >= (uint)_stores.Length || _stores[target] is not { } stores)
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");
        return new([.. stores.Values]);
    }

    public void Receive(int source, int target, ReadOnlySpan<KeyValuePair<TKey, TValue>> records) => StoreOf(source, target).Add(records);

    public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => StoreOf(source, target).AddPacked(count, packed);

    public void Dispose()
    {
        foreach (SortedDictionary<int, RecordStore<KeyValuePair<TKey, TValue>>>? stores in _stores)
            foreach (RecordStore<KeyValuePair<TKey, TValue>> store in stores?.Values ?? Enumerable.Empty<RecordStore<KeyValuePair<TKey, TValue>>>()) store.Dispose();
    }

    private void HashAll(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> batch)
    {
        try
        {
            Hasher.HashAll(batch, _hashes);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{_name}: worker {_env.Worker}, source task {source}", "hashing a key", e);
        }
    }

    private RecordStore<KeyValuePair<TKey, TValue>> StoreOf(int source, int target)
    {
        SortedDictionary<int, RecordStore<KeyValuePair<TKey, TValue>>> stores = _stores[target]!;
        int key = _bySource ? source : 0;
        if (!stores.TryGetValue(key, out RecordStore<KeyValuePair<TKey, TValue>>? store)) stores.Add(key, store = new(_env, _name, $"{_name}: worker {_env.Worker}, target task {target}"));
        return store;
    }
}
