using Twister2.Dataflow;

namespace Twister2.Tasks;

internal sealed class CachedTSet<T>(TSet<T> input) : TSet<T>(input.Environment)
{
    private readonly RecordCache<T> _cache = new(input);

    internal override KeptBy KeptBy { get; } = input.KeptBy;

    internal override SortOrder<T>? KeptOrder { get; } = input.KeptOrder;

    internal override Partitions<T> Open() => _cache.Open();

    internal override T[]? KeptArray(int task) => _cache.ToArray(task);

    internal override PlanStep Describe() => _cache.Describe(this);
}

internal sealed class CachedTupleTSet<TKey, TValue>(TupleTSet<TKey, TValue> input) : TupleTSet<TKey, TValue>(input.Environment)
{
    private readonly RecordCache<KeyValuePair<TKey, TValue>> _cache = new(input);

    internal override KeptBy KeptBy { get; } = input.KeptBy;

    internal override SortOrder<KeyValuePair<TKey, TValue>>? KeptOrder { get; } = input.KeptOrder;

    internal override Partitions<KeyValuePair<TKey, TValue>> Open() => _cache.Open();

    internal override KeyValuePair<TKey, TValue>[]? KeptArray(int task) => _cache.ToArray(task);

    internal override PlanStep Describe() => _cache.Describe(this);
}
