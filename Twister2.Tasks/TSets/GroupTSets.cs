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

    internal override KeptBy KeptBy => _input.KeptBy.BehindKeyed();

    internal override Partitions<KeyValuePair<TKey, TValue[]>> Open()
    {
        Partitions<KeyValuePair<TKey, TValue>> input = _input.Open();
        return new StageOperator<KeyedGather<TKey, TValue>>(
            Environment.Tasks, plan => Twister2.Dataflow.KeyedGather.Ordered<TKey, TValue>(Environment.Dataflow, plan), _input.KeptBy.HasKeysTogether())
            .Filled<KeyValuePair<TKey, TValue>>(input, static operation => operation.Add)
            .Read<KeyValuePair<TKey, TValue[]>>(Pass);
    }

    internal override PlanStep Describe() => PlanStep.Keyed(_isSorted ? nameof(KeyedGatherSorted) : nameof(KeyedGather), _input.KeptBy.HasKeysTogether(), "values of a key in memory", _input.Describe());

    private void Pass(KeyedGather<TKey, TValue> operation, int task, IChunkSink<KeyValuePair<TKey, TValue[]>> sink)
    {
        GroupChunks<KeyValuePair<TKey, TValue[]>> groups = new(sink, Environment.ChunkRecords);
        foreach (KeyedGroup<TKey, TValue> group in _isSorted ? operation.ReadSortedGroups(task) : operation.ReadGroups(task))
        {
            TValue[] values = group.ToArray();
            groups.Add(new(group.Key, values), values.Length);
            if (sink.IsFull) return;
        }
        groups.Flush();
    }
}

/// <summary>The same pairs, all of a key on one task.</summary>
internal sealed class KeyedPartitionTSet<TKey, TValue> : TupleTSet<TKey, TValue>
{
    private readonly TSet<KeyValuePair<TKey, TValue>> _input;

    public KeyedPartitionTSet(TSet<KeyValuePair<TKey, TValue>> input) : base(input.Environment)
    {
        KeyTypes.Check<TKey, TValue>();
        _input = input;
    }

    internal override KeptBy KeptBy => KeptBy.Key;

    internal override Partitions<KeyValuePair<TKey, TValue>> Open()
    {
        Partitions<KeyValuePair<TKey, TValue>> input = _input.Open();
        if (_input.KeptBy == KeptBy.Key) return input;
        return new StageOperator<KeyedPartition<TKey, TValue>>(Environment.Tasks, plan => new(Environment.Dataflow, plan))
            .Filled<KeyValuePair<TKey, TValue>>(input, static operation => operation.Add)
            .Read<KeyValuePair<TKey, TValue>>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => _input.KeptBy == KeptBy.Key
        ? new(nameof(KeyedPartition), _input.Describe()) { Note = "nothing to do, keys are kept" }
        : PlanStep.Shuffle(nameof(KeyedPartition), "shuffle by hash", _input.Describe());
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
