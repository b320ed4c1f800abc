using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Joining;

/// <summary>Joins two sides that are in the order of their keys, while it is read. The right records of a key are kept while its left ones come; where they do not fit, both are put into stores.</summary>
internal sealed class MergeJoin<TKey, TLeft, TRight, TResult, TShape> : Stores.IChunkSource<TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly Comparison<TKey> _compare;
    private readonly SortedCursor<TKey, TLeft> _left;
    private readonly SortedCursor<TKey, TRight> _right;
    private readonly OperatorLedger _ledger;
    private readonly KeyRun<TRight> _run;
    private readonly TResult[] _results;
    private LargeKey<TKey, TLeft, TRight, TResult, TShape>? _large;
    private bool _isBegun, _hasLeft, _hasRight, _isInRun;
    private TKey _key = default!;
    private int _count, _within;

    public MergeJoin(DataflowEnvironment env, string owner, SortedCursor<TKey, TLeft> left, SortedCursor<TKey, TRight> right, Comparison<TKey> compare)
    {
        _env = env;
        _owner = owner;
        _left = left;
        _right = right;
        _compare = compare;
        _ledger = env.Ledgers.Current;
        _run = new(env);
        _results = new TResult[env.Options.ChunkRecords];
    }

    public ReadOnlySpan<TResult> Current => _count > 0 ? _results.AsSpan(0, _count) : _large is { } large ? large.Current : default;

    private static TShape Shape => default;

    public bool MoveNext()
    {
        _count = 0;
        if (!_isBegun) (_isBegun, _hasLeft, _hasRight) = (true, _left.Begin(), _right.Begin());
        while (true)
        {
            if (_large is { } large)
            {
                if (large.MoveNext()) return true;
                large.Dispose();
                _large = null;
            }
            while (_count < _results.Length && Step()) { }
            if (_count > 0) return true;
            if (_large is null) return false;
        }
    }

    public void Dispose()
    {
        _large?.Dispose();
        _large = null;
        _run.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    /// <summary>Goes on by a record of one side, or by a left record's results that fit. False at the end, and where the results go on elsewhere.</summary>
    private bool Step()
    {
        if (_large is not null) return false;
        if (_isInRun && _hasLeft && _compare(_left.Current.Key, _key) == 0) return GiveRun();
        _isInRun = false;
        if (!_hasLeft && !_hasRight) return false;
        int order = !_hasLeft ? 1 : !_hasRight ? -1 : _compare(_left.Current.Key, _right.Current.Key);
        // Nothing is equal to null.
        if (order == 0 && default(TKey) is null && _left.Current.Key is null) order = -1;
        if (order == 0) return BeginRun();
        if (order < 0)
        {
            if (Shape.KeepsLeft) _results[_count++] = Shape.OfLeft(_left.Current.Key, _left.Current.Value);
            _hasLeft = _left.MoveNext();
        }
        else
        {
            if (Shape.KeepsRight) _results[_count++] = Shape.OfRight(_right.Current.Key, _right.Current.Value);
            _hasRight = _right.MoveNext();
        }
        return true;
    }

    /// <summary>Takes the right records of a key that both sides have.</summary>
    private bool BeginRun()
    {
        _key = _right.Current.Key;
        _run.Clear();
        _isInRun = true;
        do
        {
            if (Shape.GivesPairs && !_run.TryAdd(_right.Current.Value))
            {
                _isInRun = false;
                _large = _env.Ledgers.For(_ledger, () => new LargeKey<TKey, TLeft, TRight, TResult, TShape>(_env, _owner, _key, _run.Values, _left, _right, _compare));
                (_hasLeft, _hasRight) = (_large.HasLeft, _large.HasRight);
                _run.Clear();
                return true;
            }
            _hasRight = _right.MoveNext();
        } while (_hasRight && _compare(_right.Current.Key, _key) == 0);
        return true;
    }

    /// <summary>A left record with the right ones of its key.</summary>
    private bool GiveRun()
    {
        (TKey key, TLeft value) = _left.Current;
        if (Shape.GivesPairs)
        {
            ReadOnlySpan<TRight> rest = _run.Values[_within..];
            int given = Math.Min(rest.Length, _results.Length - _count);
            for (int i = 0; i < given; i++) _results[_count++] = Shape.Pair(key, value, rest[i]);
            _within += given;
            if (given < rest.Length) return true;
            _within = 0;
        }
        else if (Shape.GivesMatchedLeft)
        {
            _results[_count++] = Shape.OfLeft(key, value);
        }
        _hasLeft = _left.MoveNext();
        return true;
    }
}
