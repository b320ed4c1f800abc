using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Left records, all of which the right side matches.</summary>
internal sealed class MatchedLeft<TKey, TLeft, TRight, TResult, TShape>(IRecordSource<KeyValuePair<TKey, TLeft>> left) : IChunkSource<TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    private readonly IChunkSource<KeyValuePair<TKey, TLeft>> _chunks = left.Open();
    private TResult[] _results = [];
    private int _count;

    public ReadOnlySpan<TResult> Current => _results.AsSpan(0, _count);

    public bool MoveNext()
    {
        _count = 0;
        if (!_chunks.MoveNext()) return false;
        ReadOnlySpan<KeyValuePair<TKey, TLeft>> pairs = _chunks.Current;
        if (_results.Length < pairs.Length) _results = new TResult[pairs.Length];
        for (int i = 0; i < pairs.Length; i++) _results[i] = default(TShape).OfLeft(pairs[i].Key, pairs[i].Value);
        _count = pairs.Length;
        return true;
    }

    public void Dispose() => _chunks.Dispose();
}
