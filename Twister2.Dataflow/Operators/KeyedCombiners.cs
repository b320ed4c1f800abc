using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>Chooses the tables for a type of key.</summary>
internal static class KeyedCombiners
{
    /// <exception cref="NotSupportedException">The key type has no stable hash.</exception>
    public static IKeyedCombiner<TKey, TValue> New<TKey, TValue, TReducer>(
        DataflowEnvironment env, string name, LogicalPlan plan, TReducer reducer, IDataPacker<KeyValuePair<TKey, TValue>> packer)
        where TReducer : struct, IReducer<TValue>
    {
        if (typeof(TKey) == typeof(Utf8Text))
        {
            return (IKeyedCombiner<TKey, TValue>)(object)new TextCombiner<TValue, TReducer>(
                env, name, plan, reducer, (IDataPacker<KeyValuePair<Utf8Text, TValue>>)(object)packer);
        }
        if (IntegerKeyTraits<TKey>.IsFor)
        {
            return new KeyedCombiner<TKey, ulong, ulong, TValue, IntegerKeyTraits<TKey>, TReducer>(
                env, name, plan, reducer, static () => default, packer);
        }
        KeyHasher.For<TKey>();
        return new KeyedCombiner<TKey, ulong, HashedKey<TKey>, TValue, PlainKeyTraits<TKey>, TReducer>(
            env, name, plan, reducer, static () => new PlainKeyTraits<TKey>(), packer);
    }
}
