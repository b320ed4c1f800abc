using System.Collections;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Each key with all its values.</summary>
internal sealed class KeyedGatherTSet<TKey, TValue> : TupleTSet<TKey, TValue[]>
{
    private readonly TSet<KeyValuePair<TKey, TValue>> _input;
    private readonly bool _isSorted;

    public KeyedGatherTSet(TSet<KeyValuePair<TKey, TValue>> input, bool isSorted) : base(input.Environment)
    {
        KeyTypes.Check<TKey, TValue>();
        (_input, _isSorted) = (input, isSorted);
    }

    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue[]>> sink)
    {
        int worker = Environment.Worker;
        using KeyedGather<TKey, TValue> operation = Twister2.Dataflow.KeyedGather.Ordered<TKey, TValue>(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        GroupChunks<KeyValuePair<TKey, TValue[]>> groups = new(sink, Environment.Dataflow.Options.ChunkRecords);
        foreach (KeyedGroup<TKey, TValue> group in _isSorted ? operation.ReadSortedGroups(worker) : operation.ReadGroups(worker))
        {
            TValue[] values = group.ToArray();
            groups.Add(new(group.Key, values), values.Length);
            if (sink.IsFull) return;
        }
        groups.Flush();
    }
}

/// <summary>The same pairs, all of a key on one worker.</summary>
internal sealed class KeyedPartitionTSet<TKey, TValue> : TupleTSet<TKey, TValue>
{
    private readonly TSet<KeyValuePair<TKey, TValue>> _input;

    public KeyedPartitionTSet(TSet<KeyValuePair<TKey, TValue>> input) : base(input.Environment)
    {
        KeyTypes.Check<TKey, TValue>();
        _input = input;
    }

    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        int worker = Environment.Worker;
        using KeyedPartition<TKey, TValue> operation = new(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.Read(worker).PassTo(sink);
    }
}

/// <summary>Collects groups into chunks that end when they have many records or many values: a few large groups must not wait for a thousand others.</summary>
internal sealed class GroupChunks<T>(IChunkSink<T> sink, int chunkRecords)
{
    private const int Values = 1 << 16;

    private readonly T[] _chunk = new T[chunkRecords];
    private int _count;
    private long _values;

    public void Add(T group, long values)
    {
        _chunk[_count++] = group;
        _values += values;
        if (_count == _chunk.Length || _values >= Values) Flush();
    }

    public void Flush()
    {
        if (_count > 0) sink.Add(_chunk.AsSpan(0, _count));
        Array.Clear(_chunk, 0, _count);
        (_count, _values) = (0, 0);
    }
}

/// <summary>A key and its values, as LINQ has them.</summary>
internal sealed class Grouping<TKey, TElement>(TKey key, TElement[] elements) : IGrouping<TKey, TElement>, IReadOnlyList<TElement>
{
    public TKey Key => key;

    public int Count => elements.Length;

    public TElement this[int index] => elements[index];

    public IEnumerator<TElement> GetEnumerator() => ((IEnumerable<TElement>)elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => elements.GetEnumerator();
}
