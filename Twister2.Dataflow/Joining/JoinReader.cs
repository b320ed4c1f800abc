using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// Joins two sides while it is read: by a table of one of them where that fits into half of the memory, else in parts. Of a single key whose records do not fit each block of one side meets
/// all records of the other.
/// </summary>
internal sealed class JoinReader<TKey, TLeft, TRight, TResult, TShape>(
    DataflowEnvironment env, string owner, JoinBuild build, ulong salt, IRecordSource<KeyValuePair<TKey, TLeft>> left, IRecordSource<KeyValuePair<TKey, TRight>> right) : IChunkSource<TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    private readonly JoinParts<TKey, TLeft, TRight> _parts = new(env, owner, left, right);
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private IChunkSource<TResult>? _current;

    public ReadOnlySpan<TResult> Current => _current is { } current ? current.Current : default;

    public bool MoveNext()
    {
        while (true)
        {
            if (_current is { } current)
            {
                if (current.MoveNext()) return true;
                current.Dispose();
                _current = null;
            }
            if (_parts.Next() is not { } part) return false;
            _current = env.Ledgers.For(_ledger, () => Open(part));
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
        _parts.Dispose();
    }

    /// <summary>The join of a part; none where it gives nothing, or was divided.</summary>
    private IChunkSource<TResult>? Open(JoinPart<TKey, TLeft, TRight> part)
    {
        bool hasLeft = part.Left.Records > 0, hasRight = part.Right.Records > 0;
        if (!hasLeft && !(hasRight && default(TShape).KeepsRight) || !hasRight && !default(TShape).KeepsLeft) return null;
        bool leftBuilds = !hasLeft || hasRight && build switch
        {
            JoinBuild.Left => true,
            JoinBuild.Right => false,
            _ => part.Left.Bytes < part.Right.Bytes,
        };
        // The one that was not chosen may fit all the same.
        bool leftFits = HashJoin.Fits(env, part.Left), rightFits = HashJoin.Fits(env, part.Right);
        if (leftFits || rightFits) return ByTable(part, leftBuilds ? leftFits : !rightFits);
        if (part.IsOneKey) return OfOneKey(part, leftBuilds);
        if (!part.IsDivisible) return ByTable(part, leftBuilds);
        _parts.Divide(part, bySmaller: true);
        return null;
    }

    private IChunkSource<TResult> ByTable(JoinPart<TKey, TLeft, TRight> part, bool leftBuilds)
    {
        // A part comes in the order of the tables of those above it.
        ulong tableSalt = salt + ((ulong)part.Depth << 48);
        return leftBuilds
            ? HashJoin.New<TKey, TLeft, TRight, TResult, LeftBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, part.Left, part.Right, tableSalt)
            : HashJoin.New<TKey, TRight, TLeft, TResult, RightBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, part.Right, part.Left, tableSalt);
    }

    private IChunkSource<TResult>? OfOneKey(JoinPart<TKey, TLeft, TRight> part, bool leftBuilds)
    {
        if (default(TKey) is null && FirstKey(part.Left) is null)
        {
            _parts.Separate(part);
            return null;
        }
        if (!default(TShape).GivesPairs) return default(TShape).GivesMatchedLeft ? new MatchedLeft<TKey, TLeft, TRight, TResult, TShape>(part.Left) : null;
        return leftBuilds
            ? new BlockProduct<TKey, TLeft, TRight, TResult, LeftBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, part.Left, part.Right)
            : new BlockProduct<TKey, TRight, TLeft, TResult, RightBuilds<TKey, TLeft, TRight, TResult, TShape>>(env, part.Right, part.Left);
    }

    private static TKey FirstKey(IRecordSource<KeyValuePair<TKey, TLeft>> side)
    {
        using IChunkSource<KeyValuePair<TKey, TLeft>> chunks = side.Open();
        chunks.MoveNext();
        return chunks.Current[0].Key;
    }
}
