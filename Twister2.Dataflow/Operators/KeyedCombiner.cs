using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>The tables of a keyed operator, whatever its kind of key.</summary>
internal interface IKeyedCombiner<TKey, TValue> : IDisposable
{
    Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs);

    void Add(ReadOnlySpan<TKey> keys, TValue value);

    void Finish();

    long CountOf(int target);

    /// <summary>How far the worst key lies from its home slot: whether the table is what it should be.</summary>
    long LongestProbe(int target);

    ChunkSequence<KeyValuePair<TKey, TValue>> Read(int target);
}

/// <summary>
/// One table for each target task of this worker, which is final, and where there are others one that is sent when it is full and at the end. The tables of this worker's targets spill
/// where the budget is spent; that which is sent is sent early.
/// </summary>
/// <remarks>
/// All pairs go into the table that is sent, and only what it has combined is divided by target: to choose the target of a pair costs as much as to combine it. Where it has combined little,
/// pairs for this worker's targets go to their tables at once instead.
/// </remarks>
internal class KeyedCombiner<TKey, TProbe, TStored, TValue, TTraits, TReducer> : IKeyedCombiner<TKey, TValue>, IExchangeReceiver<KeyValuePair<TKey, TValue>>
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    where TReducer : struct, IReducer<TValue>
{
    /// <summary>The user code that tables run.</summary>
    internal const string Functions = "combining two values, or comparing or hashing keys,";

    private const int Batch = CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>.Batch;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly LogicalPlan _plan;
    private readonly OperatorLedger _ledger;
    private readonly SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>[] _local;
    private readonly RemoteTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>? _remote;

    /// <summary>Those of <see cref="_local"/>, and behind them that of <see cref="_remote"/>.</summary>
    private readonly CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>[] _tables;
    private readonly int[] _tableOfTarget;
    private readonly long[] _counts;
    private WaitingKeys<TProbe>? _waiting;
    private bool _makesRoom, _divides;

    public KeyedCombiner(DataflowEnvironment env, string name, LogicalPlan plan, TReducer reducer, Func<TTraits> traits, IDataPacker<KeyValuePair<TKey, TValue>> packer)
    {
        _env = env;
        _name = name;
        _plan = plan;
        _ledger = env.Ledgers.Current;
        int[] local = [.. plan.TargetsOf(env.Worker)];
        _tableOfTarget = new int[plan.Targets];
        Array.Fill(_tableOfTarget, local.Length);
        for (int i = 0; i < local.Length; i++) _tableOfTarget[local[i]] = i;
        Edge = new Exchange<KeyValuePair<TKey, TValue>>(env, name, plan, packer, this);
        // What this operator's tables give in their order may go into those of the next, and what the remote table gives into the local ones.
        ulong salt = 2 * (ulong)Edge.Id.Sequence;
        TableSetup<TKey, TValue, TTraits, TReducer> setup = new(env, name, packer, reducer, traits, salt);
        _local = [.. local.Select(_ => new SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>(setup))];
        _counts = new long[local.Length];
        Array.Fill(_counts, -1);
        if (local.Length < plan.Targets) _remote = new(env, plan, Edge, new(traits(), reducer, salt + 1));
        _divides = _remote is null && local.Length > 1;
        _tables = [.. _local.Select(table => table.Table)];
        if (_remote is not null) _tables = [.. _tables, _remote.Table];
    }

    public Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs) => AddAll(new PairSpan<TKey, TValue>(pairs));

    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<TKey> keys, TValue value) => AddAll(new KeysOfOneValue<TKey, TValue>(keys, value));

    public void Finish()
    {
        _remote?.Finish();
        Edge.Finish();
    }

    public long CountOf(int target)
    {
        int index = IndexOf(target);
        if (_local[index].Parts is null) return _local[index].Table.Count;
        if (_counts[index] >= 0) return _counts[index];
        long count = 0;
        foreach (ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk in Read(target)) count += chunk.Length;
        return _counts[index] = count;
    }

    public long LongestProbe(int target) => _local[IndexOf(target)].Table.LongestProbe();

    public ChunkSequence<KeyValuePair<TKey, TValue>> Read(int target) =>
        new(new CombinedPairs<TKey, TProbe, TStored, TValue, TTraits, TReducer>(_local[IndexOf(target)], _env.Options.ChunkRecords));

    [MethodImpl(Compiled.Once)]
    public void Receive(int source, int target, ReadOnlySpan<KeyValuePair<TKey, TValue>> records)
    {
        try
        {
            _local[IndexOf(target)].Add(records);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(_env.PlaceOf(_name, target), Functions, e);
        }
    }

    public void Dispose()
    {
        foreach (SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table in _local) table.Dispose();
        _remote?.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    protected void AddAll<TPairs>(in TPairs pairs)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        _ledger.AddRecords(pairs.Count);
        _makesRoom = false;
        try
        {
            if (_divides) AddToMany(in pairs);
            else AddToOne(in pairs);
        }
        catch (Exception e) when (!_makesRoom && UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(_plan.PlaceOf(_name, _env.Worker), Functions, e);
        }
    }

    private int IndexOf(int target)
    {
        if ((uint)target >= (uint)_tableOfTarget.Length || _tableOfTarget[target] >= _local.Length)
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");
        return _tableOfTarget[target];
    }

    /// <summary>To the table that is sent, or the only one.</summary>
    [MethodImpl(Compiled.Once)]
    private void AddToOne<TPairs>(in TPairs pairs)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        int last = _tables.Length - 1;
        CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table = _tables[last];
        table.Begin(in pairs);
        for (int start = 0; start < pairs.Count; start += Batch)
        {
            int end = Math.Min(start + Batch, pairs.Count);
            MakeRoom(last, end - start);
            table.Add(in pairs, start, end);
        }
        _divides = _remote is { CombinedLittle: true } && _local.Length > 0;
    }

    /// <summary>Each pair to the table of its target, or to the one that is sent.</summary>
    [MethodImpl(Compiled.Once)]
    private void AddToMany<TPairs>(in TPairs pairs)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        // To make room may mean to send, and so to run user code that adds to this operator.
        WaitingKeys<TProbe> waiting = Interlocked.Exchange(ref _waiting, null) ?? new(_tables.Length);
        for (int start = 0; start < pairs.Count; start += Batch)
        {
            KeyBatch<TProbe> batch = waiting.Unsorted;
            _tables[0].Probe(in pairs, start, Math.Min(start + Batch, pairs.Count), ref batch);
            Distribute(in pairs, in batch, 0, batch.Whole, 1, waiting);
            Distribute(in pairs, in batch, Batch - 1, batch.Others, 0, waiting);
        }
        for (int table = 0; table < _tables.Length; table++)
            if (waiting.CountOf(table) > 0) AddWaiting(in pairs, waiting, table);
        // Where a user's function has thrown, keys are left in it, and it is not used again.
        _waiting = waiting;
    }

    /// <summary>Puts so many keys of one kind, forwards from the front of a batch or backwards from its back, into the batches of their tables.</summary>
    [MethodImpl(Compiled.Once)]
    private void Distribute<TPairs>(in TPairs pairs, in KeyBatch<TProbe> batch, int first, int count, int isWhole, WaitingKeys<TProbe> waiting)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>[] tables = _tables;
        CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> any = tables[0];
        ref int tableOfTarget = ref MemoryMarshal.GetArrayDataReference(_tableOfTarget);
        ref TProbe probe = ref Unsafe.Add(ref batch.Probes, first);
        ref int place = ref Unsafe.Add(ref batch.Places, first);
        int targets = _plan.Targets, step = 2 * isWhole - 1;
        for (; count > 0; count--)
        {
            int table = Unsafe.Add(ref tableOfTarget, StableHash.Target(any.Hash(in probe), targets));
            tables[table].PrefetchSlot(in probe);
            if (waiting.Put(table, in probe, isWhole, place)) AddWaiting(in pairs, waiting, table);
            probe = ref Unsafe.Add(ref probe, step);
            place = ref Unsafe.Add(ref place, step);
        }
    }

    [MethodImpl(Compiled.Once)]
    private void AddWaiting<TPairs>(in TPairs pairs, WaitingKeys<TProbe> waiting, int table)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        MakeRoom(table, waiting.CountOf(table));
        KeyBatch<TProbe> batch = waiting.Take(table);
        _tables[table].Add(in pairs, ref batch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MakeRoom(int table, int more)
    {
        // What goes wrong meanwhile is the fault of scratch, or of other workers, not of the functions of this operator.
        _makesRoom = true;
        if (table < _local.Length) _local[table].MakeRoom(more);
        else _remote!.MakeRoom(more);
        _makesRoom = false;
    }
}
