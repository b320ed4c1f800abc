using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>What one worker has combined for the target tasks of others, and for its own as long as that is worthwhile. It is sent when it holds <see cref="DataflowOptions.CombineBytes"/>, or the memory for more is not there.</summary>
internal sealed class RemoteTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>(
    DataflowEnvironment env, LogicalPlan plan, Exchange<KeyValuePair<TKey, TValue>> edge, CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table) : IDisposable
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    where TReducer : struct, IReducer<TValue>
{
    private const int ReadBatch = 256;

    // Up to this part of the budget others spill for it, so that it never becomes too small to combine anything.
    private const int Share = 8;

    // Pairs per key from which on a table is worth the second look-up of what it has combined.
    private const int LeastCombined = 2;

    private readonly int _source = plan.SourcesOf(env.Worker).FirstOrDefault(-1);
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private readonly long _baseBytes = table.Bytes;
    private long _charged;
    private long _seen;

    /// <summary>Whether it had few pairs for each key when it was sent.</summary>
    public bool CombinedLittle { get; private set; }

    public CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> Table => table;

    /// <summary>Makes room for more keys by growing or by sending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MakeRoom(int more)
    {
        _seen += more;
        if (table.Bytes > env.Options.CombineBytes || table.Bytes - _baseBytes > _charged || !table.HasRoomFor(more)) MakeMoreRoom(more);
    }

    /// <summary>Sends all pairs, and keeps the slots for the next unless the worker's memory is spent.</summary>
    public void Send()
    {
        SendAll();
        if (env.Memory.Free > 0) table.Clear();
        else table.Shrink();
        Settle();
    }

    /// <summary>Sends all pairs for the last time.</summary>
    public void Finish()
    {
        SendAll();
        Dispose();
    }

    public void Dispose()
    {
        table.Shrink();
        Settle();
        table.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void SendAll()
    {
        // More than a call brought: also one that does not wait for its own records waits for these.
        using ProgressEngine.RoomMode mode = env.Engine.WaitForRoom(true);
        CombinedLittle |= _seen < LeastCombined * table.Count;
        _seen = 0;
        KeyValuePair<TKey, TValue>[] pairs = new KeyValuePair<TKey, TValue>[ReadBatch];
        ulong[] hashes = new ulong[ReadBatch];
        long position = 0;
        for (int read = ReadBatch; read == ReadBatch;)
        {
            read = table.Read(ref position, pairs, hashes);
            for (int i = 0; i < read; i++) edge.Add(_source, StableHash.Target(hashes[i], plan.Targets), in pairs[i]);
        }
    }

    [MethodImpl(Compiled.Once)]
    private void MakeMoreRoom(int more)
    {
        if (table.Bytes > env.Options.CombineBytes || !TryCharge(table.Bytes - _baseBytes - _charged)) Send();
        while (!table.HasRoomFor(more))
        {
            if (TryCharge(table.GrownSlotBytes)) table.Grow();
            else Send();
            Settle();
        }
    }

    private bool TryCharge(long bytes)
    {
        if (bytes <= 0) return true;
        if (_charged + bytes <= env.Memory.Limit / Share) env.Memory.Reserve(bytes, _ledger);
        else if (!env.Memory.TryReserve(bytes, _ledger)) return false;
        _charged += bytes;
        return true;
    }

    /// <summary>Keeps charged what the table holds.</summary>
    private void Settle()
    {
        long held = table.Bytes - _baseBytes;
        env.Memory.Release(_charged - held, _ledger);
        _charged = held;
    }
}
