using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Sorting;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Takes what comes for one target task of a join, instead of its store.</summary>
internal interface IJoinTaker<TKey, TValue>
{
    void Take(ReadOnlySpan<KeyValuePair<TKey, TValue>> records);

    void TakePacked(int count, ReadOnlySpan<byte> packed);
}

/// <summary>One input of a join: brings its records to the target task that their key's hash chooses, and keeps them there, within the budget: as they came, or to be sorted.</summary>
internal sealed class JoinSide<TKey, TValue> : IExchangeReceiver<KeyValuePair<TKey, TValue>>, IDisposable
{
    private const int Batch = 256;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly int _targets;
    private readonly bool _dropsNull;
    private readonly IPairHasher<TKey, TValue> _hasher = PairHasher.For<TKey, TValue>();
    private readonly RecordStore<KeyValuePair<TKey, TValue>>?[] _stores;
    private readonly SortedStore<KeyValuePair<TKey, TValue>>?[] _sorted;
    private readonly IJoinTaker<TKey, TValue>?[] _takers;
    private readonly ulong[] _hashes = new ulong[Batch];

    /// <summary>An input without records.</summary>
    /// <param name="env">The worker.</param>
    /// <param name="name">The operator and the side.</param>
    /// <param name="plan">Which worker runs which task.</param>
    /// <param name="sorts">Whether records are to be sorted by key.</param>
    /// <param name="dropsNull">Whether records without a key can have no result: they need not travel.</param>
    public JoinSide(DataflowEnvironment env, string name, LogicalPlan plan, bool sorts, bool dropsNull)
    {
        _env = env;
        _name = name;
        _targets = plan.Targets;
        _dropsNull = dropsNull && default(TKey) is null;
        _stores = new RecordStore<KeyValuePair<TKey, TValue>>?[plan.Targets];
        _sorted = new SortedStore<KeyValuePair<TKey, TValue>>?[plan.Targets];
        _takers = new IJoinTaker<TKey, TValue>?[plan.Targets];
        SortOrder<KeyValuePair<TKey, TValue>>? order = sorts ? SortOrder.By(static (KeyValuePair<TKey, TValue> pair) => pair.Key) : null;
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            string place = env.PlaceOf(name, target);
            if (order is null) _stores[target] = new(env, name, place);
            else _sorted[target] = new(env, name, CheckedOrder<KeyValuePair<TKey, TValue>>.Of(order, place), place);
        }
        Edge = new Exchange<KeyValuePair<TKey, TValue>>(env, name, plan, DataPackers.For<KeyValuePair<TKey, TValue>>(), this);
    }

    public Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    public bool TakesPacked => true;

    /// <summary>What else is to be done when there is progress.</summary>
    public Func<bool>? Continues { get; set; }

    [MethodImpl(Compiled.Once)]
    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (_targets == 1 && !_dropsNull)
        {
            Edge.Add(source, 0, pairs);
            return;
        }
        while (!pairs.IsEmpty)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = pairs[..Math.Min(Batch, pairs.Length)];
            Hash(source, batch);
            for (int i = 0; i < batch.Length; i++)
                if (!_dropsNull || batch[i].Key is not null) Edge.Add(source, StableHash.Target(_hashes[i], _targets), in batch[i]);
            pairs = pairs[batch.Length..];
        }
    }

    /// <summary>What a target of this worker has received.</summary>
    public IRecordSource<KeyValuePair<TKey, TValue>> Received(int target)
    {
        RecordStore<KeyValuePair<TKey, TValue>> store = Of(_stores, target);
        // Which side is the smaller one must not change while it is read.
        store.Settle();
        return new StoresSource<KeyValuePair<TKey, TValue>>([store]);
    }

    /// <summary>What a target of this worker has received, in the order of the keys.</summary>
    public SortedCursor<TKey, TValue> Sorted(int target) => new(Of(_sorted, target).Read());

    /// <summary>Gives what comes from now on for a target of this worker to <paramref name="taker"/>, and what has come to the caller, who disposes of it.</summary>
    public RecordStore<KeyValuePair<TKey, TValue>> TakeOver(int target, IJoinTaker<TKey, TValue> taker)
    {
        _takers[target] = taker;
        return TakeOut(target);
    }

    /// <summary>Gives what has come for a target of this worker, where nothing more comes, to the caller, who disposes of it.</summary>
    public RecordStore<KeyValuePair<TKey, TValue>> TakeOut(int target)
    {
        RecordStore<KeyValuePair<TKey, TValue>> store = Of(_stores, target);
        _stores[target] = null;
        return store;
    }

    /// <exception cref="ArgumentOutOfRangeException">The target does not run here.</exception>
    public void CheckHas(int target)
    {
        if ((uint)target >= (uint)_targets || (_stores[target] is null && _sorted[target] is null)) throw NotHere(target);
    }

    [MethodImpl(Compiled.Once)]
    public bool Continue() => Continues?.Invoke() ?? false;

    [MethodImpl(Compiled.Once)]
    public void Receive(int source, int target, ReadOnlySpan<KeyValuePair<TKey, TValue>> records)
    {
        if (_takers[target] is { } taker) taker.Take(records);
        else if (_stores[target] is { } store) store.Add(records);
        else _sorted[target]!.Add(records);
    }

    [MethodImpl(Compiled.Once)]
    public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed)
    {
        if (_takers[target] is { } taker) taker.TakePacked(count, packed);
        else if (_stores[target] is { } store) store.AddPacked(count, packed);
        else _sorted[target]!.AddPacked(count, packed);
    }

    public void Dispose()
    {
        foreach (RecordStore<KeyValuePair<TKey, TValue>>? store in _stores) store?.Dispose();
        foreach (SortedStore<KeyValuePair<TKey, TValue>>? store in _sorted) store?.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void Hash(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> batch)
    {
        try
        {
            _hasher.HashAll(batch, _hashes);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{_name}: worker {_env.Worker}, source task {source}", "hashing a key", e);
        }
    }

    private T Of<T>(T?[] stores, int target) where T : class => (uint)target < (uint)stores.Length && stores[target] is { } store
        ? store
        : throw NotHere(target);

    private ArgumentOutOfRangeException NotHere(int target) => new(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");
}
