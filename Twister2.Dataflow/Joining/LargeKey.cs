using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>A key of a merge join that has too many right records: those of both sides are taken into stores, which may spill, and joined in blocks.</summary>
internal sealed class LargeKey<TKey, TLeft, TRight, TResult, TShape> : IChunkSource<TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    private const int Batch = 256;

    private readonly RecordStore<KeyValuePair<TKey, TLeft>> _left;
    private readonly RecordStore<KeyValuePair<TKey, TRight>> _right;
    private readonly IChunkSource<TResult> _product;

    /// <summary>Takes what the sides have of the key.</summary>
    public LargeKey(
        DataflowEnvironment env, string owner, TKey key, ReadOnlySpan<TRight> before, SortedCursor<TKey, TLeft> left, SortedCursor<TKey, TRight> right, Comparison<TKey> compare)
    {
        _left = new(env, owner);
        _right = new(env, owner);
        try
        {
            foreach (TRight value in before) _right.Add(new KeyValuePair<TKey, TRight>(key, value));
            HasLeft = Take(left, key, compare, _left);
            HasRight = Take(right, key, compare, _right);
            StoresSource<KeyValuePair<TKey, TLeft>> leftSource = new([_left]);
            StoresSource<KeyValuePair<TKey, TRight>> rightSource = new([_right]);
            _product = _left.Bytes < _right.Bytes
                ? new BlockProduct<TKey, TLeft, TRight, TResult, LeftBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, leftSource, rightSource)
                : new BlockProduct<TKey, TRight, TLeft, TResult, RightBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, rightSource, leftSource);
        }
        catch
        {
            _left.Dispose();
            _right.Dispose();
            throw;
        }
    }

    /// <summary>Whether there are left records behind those of the key.</summary>
    public bool HasLeft { get; }

    /// <summary>Whether there are right records behind those of the key.</summary>
    public bool HasRight { get; }

    public ReadOnlySpan<TResult> Current => _product.Current;

    public bool MoveNext() => _product.MoveNext();

    public void Dispose()
    {
        _product.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    private static bool Take<TValue>(SortedCursor<TKey, TValue> from, TKey key, Comparison<TKey> compare, RecordStore<KeyValuePair<TKey, TValue>> to)
    {
        KeyValuePair<TKey, TValue>[] batch = new KeyValuePair<TKey, TValue>[Batch];
        int count = 0;
        bool hasMore = true;
        while (hasMore && compare(from.Current.Key, key) == 0)
        {
            batch[count++] = from.Current;
            if (count == Batch)
            {
                to.Add(batch);
                count = 0;
            }
            hasMore = from.MoveNext();
        }
        to.Add(batch.AsSpan(0, count));
        return hasMore;
    }
}
