using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>The target that a function of the record gives.</summary>
internal sealed class FunctionPartitioner<T>(Func<T, int> target) : IPartitioner<T>
{
    public void Choose(int source, ReadOnlySpan<T> records, Span<int> targets)
    {
        for (int i = 0; i < records.Length; i++) targets[i] = target(records[i]);
    }
}

/// <summary>The target that the stable hash of a key gives.</summary>
internal sealed class HashPartitioner<T, TKey>(Func<T, TKey> key, int count) : IPartitioner<T>
{
    private readonly KeyHasher<TKey> _hasher = KeyHasher.For<TKey>();

    public void Choose(int source, ReadOnlySpan<T> records, Span<int> targets)
    {
        for (int i = 0; i < records.Length; i++) targets[i] = StableHash.Target(_hasher(key(records[i])), count);
    }
}

/// <summary>One target after the other. Each source begins at another one, so that few records do not all go to the first targets.</summary>
internal sealed class RoundRobinPartitioner<T>(LogicalPlan plan) : IPartitioner<T>
{
    private readonly int[] _next = [.. Enumerable.Range(0, plan.Sources).Select(source => (int)((long)source * plan.Targets / plan.Sources))];

    public void Choose(int source, ReadOnlySpan<T> records, Span<int> targets)
    {
        int next = _next[source];
        for (int i = 0; i < records.Length; i++)
        {
            targets[i] = next++;
            if (next == plan.Targets) next = 0;
        }
        _next[source] = next;
    }
}

/// <summary>Target t has the records from border t − 1 on to before border t.</summary>
internal sealed class RangePartitioner<T> : IPartitioner<T>
{
    private readonly SortOrder<T> _order;
    private readonly T[] _borders;
    private readonly ulong[] _borderBits;
    private ulong[] _bits = [];

    public RangePartitioner(SortOrder<T> order, ReadOnlySpan<T> borders, string owner)
    {
        _order = order;
        _borders = borders.ToArray();
        _borderBits = new ulong[_borders.Length];
        order.GetBits(_borders, _borderBits);
        for (int i = 1; i < _borders.Length; i++)
            if (IsBefore(in _borders[i], _borderBits[i], i - 1)) throw new ArgumentException($"{owner}: border {i} comes before border {i - 1}.", nameof(borders));
    }

    public void Choose(int source, ReadOnlySpan<T> records, Span<int> targets)
    {
        if (_bits.Length < records.Length) _bits = new ulong[records.Length];
        _order.GetBits(records, _bits.AsSpan(0, records.Length));
        for (int i = 0; i < records.Length; i++)
        {
            // How many borders it does not come before.
            int low = 0, high = _borders.Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (IsBefore(in records[i], _bits[i], middle)) high = middle;
                else low = middle + 1;
            }
            targets[i] = low;
        }
    }

    private bool IsBefore(in T record, ulong bits, int border) =>
        bits != _borderBits[border] ? bits < _borderBits[border] : !_order.BitsDecide && _order.Compare(in record, in _borders[border]) < 0;
}
