namespace Twister2.Dataflow.Joining;

/// <summary>Goes through two sides that are in the order of their keys; nothing is kept.</summary>
internal sealed class SortedCoGroupReader<TKey, TLeft, TRight> : CoGroupReader<TKey, TLeft, TRight>
{
    private readonly Comparison<TKey> _compare;
    private readonly RunCursor<TKey, TLeft> _left;
    private readonly RunCursor<TKey, TRight> _right;
    private bool _isBegun;

    public SortedCoGroupReader(SortedCursor<TKey, TLeft> left, SortedCursor<TKey, TRight> right, Comparison<TKey> compare)
    {
        _compare = compare;
        _left = new(left, _compare);
        _right = new(right, _compare);
    }

    internal override ValueCursor<TLeft> Left => _left;

    internal override ValueCursor<TRight> Right => _right;

    public override bool MoveNext()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _left.Open();
            _right.Open();
        }
        else
        {
            // What was not read of the last key.
            while (_left.MoveNext()) { }
            while (_right.MoveNext()) { }
        }
        if (!_left.HasRecord && !_right.HasRecord) return false;
        Key = !_left.HasRecord ? _right.NextKey
            : !_right.HasRecord || _compare(_left.NextKey, _right.NextKey) <= 0 ? _left.NextKey
            : _right.NextKey;
        _left.Begin(Key);
        _right.Begin(Key);
        return true;
    }

    public override void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
