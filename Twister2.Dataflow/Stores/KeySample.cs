using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Keys drawn evenly from all that came, with the same ones on every run: every key at first; whenever there are too many, every second one of them is dropped, and from then on half
/// as many are taken.
/// </summary>
internal sealed class KeySample<TKey>
{
    private const int Most = 1024;

    private readonly ITextMover<TKey>? _texts = TextCompactor.For<TKey>();
    private readonly List<TKey> _keys = [];
    private long _seen;
    private long _step = 1;

    public void Add(in TKey key)
    {
        // One of each step, not always the same: keys that repeat with a period are met all the same.
        (long step, long position) = Math.DivRem(_seen++, _step);
        if (position != (long)(StableHash.OfUInt64((ulong)step) % (ulong)_step)) return;
        _keys.Add(_texts is null ? key : TextCompactor.ToOwned(_texts, in key));
        if (_keys.Count < Most) return;
        int kept = 0;
        for (int i = 0; i < _keys.Count; i += 2) _keys[kept++] = _keys[i];
        _keys.RemoveRange(kept, _keys.Count - kept);
        _step *= 2;
    }

    /// <summary>The key that more than an eighth of the sample is, if there is one.</summary>
    public (bool Found, TKey Key) MostFrequent()
    {
        IGrouping<TKey, TKey>? most = _keys.GroupBy(key => key).MaxBy(group => group.Count());
        return most is not null && most.Count() * 8L > _keys.Count ? (true, most.Key) : (false, default!);
    }

    /// <summary>Different keys, at most so many, which divide the sample evenly.</summary>
    public TKey[] Borders(IComparer<TKey> order, int most)
    {
        TKey[] sorted = [.. _keys.Order(order)];
        List<TKey> borders = [];
        for (int i = 0; i < most && sorted.Length > 0; i++)
        {
            TKey border = sorted[(int)((long)(2 * i + 1) * sorted.Length / (2 * most))];
            if (borders.Count == 0 || order.Compare(borders[^1], border) < 0) borders.Add(border);
        }
        return [.. borders];
    }
}
