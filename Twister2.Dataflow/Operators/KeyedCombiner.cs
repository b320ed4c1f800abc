using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>The tables of a <see cref="KeyedReduce{TKey, TValue}"/>, whatever its kind of key.</summary>
internal interface IKeyedCombiner<TKey, TValue> : IDisposable
{
    Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs);

    void Finish();

    long CountOf(int target);

    /// <summary>How far the worst key lies from its home slot: whether the table is what it should be.</summary>
    long LongestProbe(int target);

    void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink);
}

/// <summary>One table for each target task of this worker, which is final, and one for all others, which is sent when it is full and at the end.</summary>
internal sealed class KeyedCombiner<TKey, TStored, TValue, TTraits> : IKeyedCombiner<TKey, TValue>, IExchangeReceiver<KeyValuePair<TKey, TValue>>
    where TTraits : struct, IKeyTraits<TKey, TStored>
{
    private const int ReadBatch = 256;

    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly CombineTable<TKey, TStored, TValue, TTraits>[] _tables;
    private readonly int[] _tableOfTarget;
    private readonly int _remote;
    private readonly int _source;

    public KeyedCombiner(DataflowEnvironment env, LogicalPlan plan, Func<TValue, TValue, TValue> reduce, Func<TTraits> traits)
    {
        _env = env;
        _plan = plan;
        _source = plan.SourcesOf(env.Worker).FirstOrDefault(-1);
        int[] local = [.. plan.TargetsOf(env.Worker)];
        bool hasRemote = local.Length < plan.Targets;
        _remote = hasRemote ? local.Length : -1;
        _tableOfTarget = new int[plan.Targets];
        Array.Fill(_tableOfTarget, _remote);
        for (int i = 0; i < local.Length; i++) _tableOfTarget[local[i]] = i;
        _tables = new CombineTable<TKey, TStored, TValue, TTraits>[local.Length + (hasRemote ? 1 : 0)];
        Edge = new Exchange<KeyValuePair<TKey, TValue>>(env, nameof(KeyedReduce<,>), plan, DataPackers.For<KeyValuePair<TKey, TValue>>(), this);
        // What this operator's tables give in their order may go into those of the next, and what the remote table gives into the local ones.
        for (int i = 0; i < _tables.Length; i++) _tables[i] = new(reduce, traits(), 2 * (ulong)Edge.Id.Sequence + (i == _remote ? 1u : 0u));
    }

    public Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (_tables.Length == 1) _tables[0].Add(pairs);
        else Scatter(pairs);
        if (_remote >= 0 && _tables[_remote].Bytes > _env.Options.CombineBytes) SendRemote();
    }

    public void Finish()
    {
        if (_remote >= 0) SendRemote();
        Edge.Finish();
    }

    public long CountOf(int target) => TableOf(target).Count;

    public long LongestProbe(int target) => TableOf(target).LongestProbe();

    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        CombineTable<TKey, TStored, TValue, TTraits> table = TableOf(target);
        KeyValuePair<TKey, TValue>[] chunk = new KeyValuePair<TKey, TValue>[_env.Options.ChunkRecords];
        long position = 0;
        for (int read = chunk.Length; read == chunk.Length;)
        {
            read = table.Read(ref position, chunk, default);
            if (read > 0) sink.Add(chunk.AsSpan(0, read));
        }
    }

    public void Receive(int source, int target, ReadOnlySpan<KeyValuePair<TKey, TValue>> records) => TableOf(target).Add(records);

    public void Dispose()
    {
        foreach (CombineTable<TKey, TStored, TValue, TTraits> table in _tables) table.Dispose();
    }

    private CombineTable<TKey, TStored, TValue, TTraits> TableOf(int target)
    {
        int table = _tableOfTarget[target];
        if (table == _remote) throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");
        return _tables[table];
    }

    /// <summary>Adds each pair to the table of its target: a batch is hashed once, then each table takes its part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        const int Batch = CombineTable<TKey, TStored, TValue, TTraits>.Batch;
        Span<ulong> hashes = stackalloc ulong[Batch];
        Span<int> tables = stackalloc int[Batch];
        Span<byte> picked = stackalloc byte[Batch];
        while (!pairs.IsEmpty)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = pairs[..Math.Min(Batch, pairs.Length)];
            for (int i = 0; i < batch.Length; i++)
            {
                hashes[i] = _tables[0].HashOf(in batch[i]);
                tables[i] = _tableOfTarget[StableHash.Target(hashes[i], _plan.Targets)];
            }
            for (int table = 0; table < _tables.Length; table++)
            {
                int count = 0;
                for (int i = 0; i < batch.Length; i++)
                {
                    picked[count] = (byte)i;
                    count += tables[i] == table ? 1 : 0;
                }
                if (count > 0) _tables[table].Add(batch, hashes, picked[..count]);
            }
            pairs = pairs[batch.Length..];
        }
    }

    private void SendRemote()
    {
        CombineTable<TKey, TStored, TValue, TTraits> table = _tables[_remote];
        KeyValuePair<TKey, TValue>[] pairs = new KeyValuePair<TKey, TValue>[ReadBatch];
        ulong[] hashes = new ulong[ReadBatch];
        long position = 0;
        for (int read = ReadBatch; read == ReadBatch;)
        {
            read = table.Read(ref position, pairs, hashes);
            for (int i = 0; i < read; i++) Edge.Add(_source, StableHash.Target(hashes[i], _plan.Targets), in pairs[i]);
        }
        table.Clear();
    }
}
