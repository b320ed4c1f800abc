using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Stores;

/// <summary>Goes through the keys of a spilling table: those in memory, or those on scratch a part at a time.</summary>
internal sealed class CombinedPairs<TKey, TProbe, TStored, TValue, TTraits, TReducer> : IChunkSource<KeyValuePair<TKey, TValue>>
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    where TReducer : struct, IReducer<TValue>
{
    private readonly KeyValuePair<TKey, TValue>[] _chunk;

    /// <summary>The table being read on top, below it those whose parts it and the next ones are.</summary>
    private readonly Stack<Level> _levels = new();
    private int _count;

    private sealed class Level(SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table)
    {
        public readonly SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> Table = table;
        public long Position;
        public int Part;
    }

    public CombinedPairs(SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table, int chunkRecords)
    {
        _chunk = new KeyValuePair<TKey, TValue>[chunkRecords];
        Push(table);
    }

    public ReadOnlySpan<KeyValuePair<TKey, TValue>> Current => _chunk.AsSpan(0, _count);

    [MethodImpl(Compiled.Once)]
    public bool MoveNext()
    {
        while (_levels.TryPeek(out Level? level))
        {
            if (level.Table.Parts is { } parts)
            {
                while (level.Part < SpilledPartitions<KeyValuePair<TKey, TValue>>.Count && parts.RecordsIn(level.Part) == 0) level.Part++;
                if (level.Part < SpilledPartitions<KeyValuePair<TKey, TValue>>.Count) Push(level.Table.Combine(level.Part++));
                else Pop();
                continue;
            }
            _count = level.Table.Table.Read(ref level.Position, _chunk, default);
            if (_count > 0) return true;
            Pop();
        }
        _count = 0;
        return false;
    }

    public void Dispose()
    {
        while (_levels.Count > 0) Pop();
    }

    private void Push(SpillingTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table)
    {
        _levels.Push(new Level(table));
        table.BeginReading();
    }

    /// <summary>The lowest table is the operator's, the others are ours.</summary>
    private void Pop()
    {
        Level level = _levels.Pop();
        level.Table.EndReading();
        if (_levels.Count > 0) level.Table.Dispose();
    }
}
