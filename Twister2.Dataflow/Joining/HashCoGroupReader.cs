using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// Groups both sides in memory where they fit into half of it together; else it divides both on scratch. The values of a single key that do not fit are streamed.
/// </summary>
internal sealed class HashCoGroupReader<TKey, TLeft, TRight>(
    DataflowEnvironment env, string owner, string place, IRecordSource<KeyValuePair<TKey, TLeft>> left, IRecordSource<KeyValuePair<TKey, TRight>> right) : CoGroupReader<TKey, TLeft, TRight>
{
    // Bytes for the number of a record's key, and for a key with its slot and its two ends.
    private const int NumberBytes = sizeof(int), KeyBytes = 56;

    private readonly JoinParts<TKey, TLeft, TRight> _parts = new(env, owner, left, right);
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private readonly MemoryCursor<TLeft> _left = new();
    private readonly MemoryCursor<TRight> _right = new();
    private CoGroupedPairs<TKey, TLeft, TRight>? _groups;
    private StreamCursor<TKey, TLeft>? _leftStream;
    private StreamCursor<TKey, TRight>? _rightStream;
    private long _charged;

    internal override ValueCursor<TLeft> Left => _leftStream is { } stream ? stream : _left;

    internal override ValueCursor<TRight> Right => _rightStream is { } stream ? stream : _right;

    public override bool MoveNext()
    {
        EndStreams();
        try
        {
            return MoveToNextKey();
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(place, "comparing or hashing keys", e);
        }
    }

    private bool MoveToNextKey()
    {
        while (true)
        {
            if (_groups is { } groups)
            {
                if (groups.MoveNext())
                {
                    Key = groups.Key;
                    _left.Begin(groups.Left);
                    _right.Begin(groups.Right);
                    return true;
                }
                EndGroups();
            }
            if (_parts.Next() is not { } part) return false;
            long bytes = BytesToGroup(part.Left) + BytesToGroup(part.Right);
            bool fits = bytes <= JoinParts.LargestWhole(env) && part.Left.Records <= Array.MaxLength && part.Right.Records <= Array.MaxLength;
            if (fits || !part.IsOneKey && !part.IsDivisible) Group(part, bytes);
            else if (part.IsOneKey) return BeginStreams(part);
            else _parts.Divide(part, bySmaller: false);
        }
    }

    public override void Dispose()
    {
        EndStreams();
        EndGroups();
        _parts.Dispose();
    }

    private static long BytesToGroup<TValue>(IRecordSource<KeyValuePair<TKey, TValue>> source) =>
        source.Records * (Unsafe.SizeOf<TValue>() + NumberBytes + KeyBytes)
        // Objects take about twice what their bytes do.
        + (RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>() ? 2 * source.Bytes : 0);

    private void Group(JoinPart<TKey, TLeft, TRight> part, long bytes)
    {
        env.Memory.Reserve(bytes, _ledger);
        _charged = bytes;
        _groups = new(part.Left, part.Right);
    }

    private bool BeginStreams(JoinPart<TKey, TLeft, TRight> part)
    {
        Key = part.Left.Records > 0 ? FirstKey(part.Left) : FirstKey(part.Right);
        _leftStream = new(part.Left);
        _rightStream = new(part.Right);
        return true;
    }

    private static TKey FirstKey<TValue>(IRecordSource<KeyValuePair<TKey, TValue>> side)
    {
        using IChunkSource<KeyValuePair<TKey, TValue>> chunks = side.Open();
        chunks.MoveNext();
        return chunks.Current[0].Key;
    }

    private void EndStreams()
    {
        _leftStream?.Dispose();
        _rightStream?.Dispose();
        (_leftStream, _rightStream) = (null, null);
    }

    private void EndGroups()
    {
        _groups = null;
        env.Memory.Release(_charged, _ledger);
        _charged = 0;
    }
}
