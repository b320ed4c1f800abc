using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// A combining table within the worker's budget. Where there is no room for it to grow, it divides its keys by their hashes and puts them on scratch, and begins again; each
/// part is combined by itself when it is read, by a table that may do the same again.
/// </summary>
internal sealed class SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> : IMemoryHolder, IDisposable
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    where TReducer : struct, IReducer<TValue>
{
    // 16^12 parts: what lies together then has one hash, and passes the budget.
    private const int Deepest = 12;

    private const int ReadBatch = 256;

    private readonly TableSetup<TKey, TValue, TTraits, TReducer> _setup;
    private readonly int _depth;
    private readonly long _baseBytes;
    private long _charged;
    private int _readers;

    public SpillingTable(TableSetup<TKey, TValue, TTraits, TReducer> setup, int depth = 0)
    {
        _setup = setup;
        _depth = depth;
        // The salt of each depth is its own: a part comes in the order of the table above it.
        Table = new(setup.NewTraits(), setup.Reducer, setup.Salt + ((ulong)depth << 48));
        _baseBytes = Table.Bytes;
        setup.Environment.Memory.Register(this);
    }

    /// <summary>What is in memory; adding needs <see cref="MakeRoom"/> before.</summary>
    public CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> Table { get; }

    /// <summary>What is on scratch, if anything is.</summary>
    public SpilledPartitions<KeyValuePair<TKey, TValue>>? Parts { get; private set; }

    public long SpillableBytes => _readers > 0 || _depth >= Deepest ? 0 : _charged;

    /// <summary>Makes room for more keys: this table, or others of the worker, may have to spill for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MakeRoom(int more)
    {
        if (Table.Bytes - _baseBytes > _charged || !Table.HasRoomFor(more)) MakeMoreRoom(more);
    }

    /// <summary>Adds pairs.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        const int Batch = CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>.Batch;
        PairSpan<TKey, TValue> source = new(pairs);
        Table.Begin(in source);
        for (int start = 0; start < pairs.Length; start += Batch)
        {
            int end = Math.Min(start + Batch, pairs.Length);
            MakeRoom(end - start);
            Table.Add(in source, start, end);
        }
    }

    /// <summary>Puts all keys on scratch and gives the memory back.</summary>
    public void Spill()
    {
        if (_readers > 0 || Table.Count == 0) return;
        Parts ??= new(_setup.Environment, _setup.Packer, _setup.Owner, _depth, _setup.Ledger);
        KeyValuePair<TKey, TValue>[] pairs = new KeyValuePair<TKey, TValue>[ReadBatch];
        ulong[] hashes = new ulong[ReadBatch];
        long position = 0;
        for (int read = ReadBatch; read == ReadBatch;)
        {
            read = Table.Read(ref position, pairs, hashes);
            for (int i = 0; i < read; i++) Parts.Add(Parts.PartOf(hashes[i]), in pairs[i]);
        }
        Parts.Flush();
        Table.Shrink();
        Settle();
    }

    /// <summary>Begins reading: nothing is added or spilled until <see cref="EndReading"/>. What was partly spilled is so wholly from now on.</summary>
    public void BeginReading()
    {
        if (Parts is not null) Spill();
        _readers++;
    }

    public void EndReading() => _readers--;

    /// <summary>A table with the keys of one part.</summary>
    public SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> Combine(int part)
    {
        SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table = new(_setup, _depth + 1);
        try
        {
            KeyValuePair<TKey, TValue>[] pairs = [];
            for (int block = 0; block < Parts!.BlocksIn(part); block++) table.Add(Parts.Read(part, block, ref pairs));
            return table;
        }
        catch (Exception e)
        {
            table.Dispose();
            if (!UserCodeException.IsOfUser(e)) throw;
            throw UserCodeException.Of($"{_setup.Owner}: worker {_setup.Environment.Worker}", KeyedCombiner<TKey, TProbe, TStored, TValue, TTraits, TReducer>.Functions, e);
        }
    }

    public void Dispose()
    {
        _setup.Environment.Memory.Unregister(this);
        _setup.Environment.Memory.Release(_charged, _setup.Ledger);
        _charged = 0;
        Table.Dispose();
        Parts?.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void MakeMoreRoom(int more)
    {
        if (Table.Bytes - _baseBytes > _charged) Charge(Table.Bytes - _baseBytes - _charged);
        while (!Table.HasRoomFor(more))
        {
            Reserve(Table.GrownSlotBytes);
            if (!Table.HasRoomFor(more)) Table.Grow();
            Settle();
        }
    }

    private void Charge(long bytes)
    {
        Reserve(bytes);
        Settle();
    }

    /// <summary>This table may be spilled meanwhile.</summary>
    private void Reserve(long bytes)
    {
        _setup.Environment.Memory.Reserve(bytes, _setup.Ledger);
        _charged += bytes;
    }

    /// <summary>Keeps charged what the table holds.</summary>
    private void Settle()
    {
        long held = Table.Bytes - _baseBytes;
        _setup.Environment.Memory.Release(_charged - held, _setup.Ledger);
        _charged = held;
    }
}

/// <summary>What a table and those for its parts have in common.</summary>
internal sealed record TableSetup<TKey, TValue, TTraits, TReducer>(
    DataflowEnvironment Environment, string Owner, IDataPacker<KeyValuePair<TKey, TValue>> Packer, TReducer Reducer, Func<TTraits> NewTraits, ulong Salt)
{
    /// <summary>The operator that they belong to.</summary>
    public OperatorLedger Ledger { get; } = Environment.Ledgers.Current;
}
