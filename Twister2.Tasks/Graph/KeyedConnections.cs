using System.Numerics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Edges of keyed operators, to vertices that take pairs or groups: by a key's hash all pairs of a key go to the same task.</summary>
public static class KeyedConnections
{
    /// <summary>All pairs, those of a key at the same task.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue>> KeyedPartition<TKey, TValue>(
        this ComputeConnection<KeyValuePair<TKey, TValue>> to, string from, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TValue>>(new(nameof(KeyedPartition)) { CheckTypes = KeyTypes.Check<TKey, TValue> }, [from], via, s =>
        {
            KeyedPartition<TKey, TValue> operation = new(s.Environment, s.Plan);
            return new(s, operation, (target, sink) => operation.Read(target).PassTo(sink), (AddRecords<KeyValuePair<TKey, TValue>>)operation.Add);
        });
    }

    /// <summary>A pair for each key, its values combined by a function, which has to be associative and commutative.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue>> KeyedReduce<TKey, TValue>(
        this ComputeConnection<KeyValuePair<TKey, TValue>> to, string from, Func<TValue, TValue, TValue> reduce, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Reduced(to, new(nameof(KeyedReduce)) { Identity = Names.Of(reduce) }, from, via, (env, plan) => new(env, plan, reduce));
    }

    /// <summary>The same by a struct, which costs no call per value.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue>> KeyedReduce<TKey, TValue, TReducer>(
        this ComputeConnection<KeyValuePair<TKey, TValue>> to, string from, TReducer reducer, EdgeOptions? via = null) where TReducer : struct, IReducer<TValue> =>
        Reduced(to, new(nameof(KeyedReduce)) { Identity = $"{typeof(TReducer)}" }, from, via, (env, plan) => Twister2.Dataflow.KeyedReduce.With<TKey, TValue, TReducer>(env, plan, reducer));

    /// <summary>The same by an operation on numbers, which costs no call per value.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue>> KeyedReduce<TKey, TValue>(
        this ComputeConnection<KeyValuePair<TKey, TValue>> to, string from, ReduceOperation operation, EdgeOptions? via = null) where TValue : INumber<TValue>
    {
        return Reduced(to, new(nameof(KeyedReduce)) { Details = operation.ToString() }, from, via, operation.Keyed<TKey, TValue>());
    }

    /// <summary>Each key with all its values, in the order of the sources; sorted: a task's keys in order. A key's values are in memory. Twister2's <c>groupBatchByKey</c>, <c>sortBatchByKey</c>.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue[]>> KeyedGather<TKey, TValue>(
        this ComputeConnection<KeyValuePair<TKey, TValue[]>> to, string from, bool sortByKey = false, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TValue>>(Gathered<TKey, TValue>("grouped", sortByKey), [from], via, s =>
        {
            KeyedGather<TKey, TValue> operation = Twister2.Dataflow.KeyedGather.Ordered<TKey, TValue>(s.Environment, s.Plan);
            return new(s, operation, (target, sink) => PassGroups(operation, target, sortByKey, sink, s.Environment.Options.ChunkRecords), (AddRecords<KeyValuePair<TKey, TValue>>)operation.Add);
        });
    }

    /// <summary>All pairs, those of a key at the same task and one behind the other; sorted: a task's keys in order. However many values a key has, they need not be in memory.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TValue>> KeyedGatherUngrouped<TKey, TValue>(
        this ComputeConnection<KeyValuePair<TKey, TValue>> to, string from, bool sortByKey = false, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TValue>>(Gathered<TKey, TValue>("ungrouped", sortByKey), [from], via, s =>
        {
            KeyedGather<TKey, TValue> operation = Twister2.Dataflow.KeyedGather.Ordered<TKey, TValue>(s.Environment, s.Plan);
            return new(s, operation, (target, sink) => PassPairs(operation, target, sortByKey, sink, s.Environment.Options.ChunkRecords), (AddRecords<KeyValuePair<TKey, TValue>>)operation.Add);
        });
    }

    private static EdgeShape Gathered<TKey, TValue>(string details, bool sortByKey) => new(nameof(KeyedGather))
    {
        Details = sortByKey ? $"{details}, sorted" : details,
        CheckTypes = KeyTypes.Check<TKey, TValue>,
    };

    private static ComputeConnection<KeyValuePair<TKey, TValue>> Reduced<TKey, TValue>(
        ComputeConnection<KeyValuePair<TKey, TValue>> to, EdgeShape shape, string from, EdgeOptions? via, Func<DataflowEnvironment, LogicalPlan, KeyedReduce<TKey, TValue>> open)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TValue>>(shape with { CheckTypes = KeyTypes.Check<TKey, TValue> }, [from], via, s =>
        {
            KeyedReduce<TKey, TValue> operation = open(s.Environment, s.Plan);
            return new(s, operation, operation.CopyTo, (AddRecords<KeyValuePair<TKey, TValue>>)operation.Add);
        });
    }

    private static void PassGroups<TKey, TValue>(KeyedGather<TKey, TValue> operation, int target, bool isSorted, IChunkSink<KeyValuePair<TKey, TValue[]>> sink, int chunkRecords)
    {
        GroupChunks<KeyValuePair<TKey, TValue[]>> groups = new(sink, chunkRecords);
        foreach (KeyedGroup<TKey, TValue> group in isSorted ? operation.ReadSortedGroups(target) : operation.ReadGroups(target))
        {
            TValue[] values = group.ToArray();
            groups.Add(new(group.Key, values), values.Length);
        }
        groups.Flush();
    }

    private static void PassPairs<TKey, TValue>(KeyedGather<TKey, TValue> operation, int target, bool isSorted, IChunkSink<KeyValuePair<TKey, TValue>> sink, int chunkRecords)
    {
        RecordCollector<KeyValuePair<TKey, TValue>> pairs = new(sink, chunkRecords);
        foreach (KeyedGroup<TKey, TValue> group in isSorted ? operation.ReadSortedGroups(target) : operation.ReadGroups(target))
        {
            TKey key = group.Key;
            foreach (ReadOnlySpan<TValue> values in group)
                foreach (TValue value in values) pairs.Add(new KeyValuePair<TKey, TValue>(key, value));
        }
        pairs.Flush();
    }
}
