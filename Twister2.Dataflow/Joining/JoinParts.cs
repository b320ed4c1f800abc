using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Records of both sides that are joined by themselves: no other record has a key of theirs.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Depth">How often they were divided.</param>
/// <param name="IsOneKey">Whether they all have one key.</param>
/// <param name="LeftSample">Some of the left side's keys, where they were divided.</param>
/// <param name="RightSample">Some of the right side's keys.</param>
internal sealed record JoinPart<TKey, TLeft, TRight>(
    IRecordSource<KeyValuePair<TKey, TLeft>> Left, IRecordSource<KeyValuePair<TKey, TRight>> Right, int Depth, bool IsOneKey, KeySample<TKey>? LeftSample, KeySample<TKey>? RightSample)
{
    // Divided so often, what lies together has one hash without having one key.
    private const int Deepest = 64;

    /// <summary>Whether it can be divided: else it must be taken as a whole.</summary>
    public bool IsDivisible => !IsOneKey && Depth <= Deepest;
}

/// <summary>When records are taken as they are, and when they are divided.</summary>
internal static class JoinParts
{
    // To divide takes more memory than this, for what is collected for each part.
    private const long Least = 16 << 10;

    /// <summary>Bytes that a table, or groups, may take.</summary>
    public static long LargestWhole(DataflowEnvironment env) => Math.Max(env.Memory.Limit / 2, Least);
}

/// <summary>What is still to be joined. What does not fit into memory is divided on scratch, both sides by the same hash; the parts come next.</summary>
internal sealed class JoinParts<TKey, TLeft, TRight> : IDisposable
{
    private const int Count = SpilledPartitions<byte>.Count;

    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly OperatorLedger _ledger;
    private readonly IPairHasher<TKey, TLeft> _leftHasher = PairHasher.For<TKey, TLeft>();
    private readonly IPairHasher<TKey, TRight> _rightHasher = PairHasher.For<TKey, TRight>();

    /// <summary>Parts, the next on top, and behind the last of a division the scratch that they lie on.</summary>
    private readonly Stack<(JoinPart<TKey, TLeft, TRight>? Part, IDisposable? Done)> _pending = new();

    public JoinParts(DataflowEnvironment env, string owner, IRecordSource<KeyValuePair<TKey, TLeft>> left, IRecordSource<KeyValuePair<TKey, TRight>> right)
    {
        _env = env;
        _owner = owner;
        _ledger = env.Ledgers.Current;
        _pending.Push((new(left, right, 0, false, null, null), null));
    }

    /// <summary>The next part, if there is one.</summary>
    public JoinPart<TKey, TLeft, TRight>? Next()
    {
        while (_pending.TryPop(out (JoinPart<TKey, TLeft, TRight>? Part, IDisposable? Done) next))
        {
            next.Done?.Dispose();
            if (next.Part is { } part) return part;
        }
        return null;
    }

    /// <summary>Puts the sides of a part next, each without the other: they do not match.</summary>
    public void Separate(JoinPart<TKey, TLeft, TRight> part)
    {
        _pending.Push((part with { Left = EmptySource<KeyValuePair<TKey, TLeft>>.Instance }, null));
        _pending.Push((part with { Right = EmptySource<KeyValuePair<TKey, TRight>>.Instance }, null));
    }

    /// <summary>Divides a part; what it is divided into comes next.</summary>
    /// <param name="part">The part.</param>
    /// <param name="bySmaller">Whether only the smaller side has to fit, else both: it is the most frequent key of what has to fit that must be taken out.</param>
    public void Divide(JoinPart<TKey, TLeft, TRight> part, bool bySmaller)
    {
        KeySample<TKey> sample = (part.Left.Bytes < part.Right.Bytes == bySmaller ? part.LeftSample : part.RightSample) ?? new();
        KeySample<TKey>[] leftSamples = NewSamples(), rightSamples = NewSamples();
        SpilledPartitions<KeyValuePair<TKey, TLeft>> left = new(_env, DataPackers.For<KeyValuePair<TKey, TLeft>>(), _owner, part.Depth, _ledger);
        _pending.Push((null, left));
        SpilledPartitions<KeyValuePair<TKey, TRight>> right = new(_env, DataPackers.For<KeyValuePair<TKey, TRight>>(), _owner, part.Depth, _ledger);
        _pending.Push((null, right));
        IPairDivider<TKey, TLeft> divider = new HashDivision<TKey, TLeft>(_leftHasher).NewDivider(part.Depth, sample);
        DivideSide(part.Left, divider, left, leftSamples);
        DivideSide(part.Right, new HashDivision<TKey, TRight>(_rightHasher).NewDivider(part.Depth, sample), right, rightSamples);
        for (int i = Count - 1; i >= 0; i--)
        {
            if (left.RecordsIn(i) + right.RecordsIn(i) == 0) continue;
            _pending.Push((new(
                new PartSource<KeyValuePair<TKey, TLeft>>(left, i), new PartSource<KeyValuePair<TKey, TRight>>(right, i), part.Depth + 1, divider.IsOneKey(i), leftSamples[i], rightSamples[i]), null));
        }
    }

    public void Dispose()
    {
        while (_pending.TryPop(out (JoinPart<TKey, TLeft, TRight>? Part, IDisposable? Done) next)) next.Done?.Dispose();
    }

    private static KeySample<TKey>[] NewSamples() => [.. Enumerable.Range(0, Count).Select(static _ => new KeySample<TKey>())];

    private static void DivideSide<TValue>(
        IRecordSource<KeyValuePair<TKey, TValue>> source, IPairDivider<TKey, TValue> divider, SpilledPartitions<KeyValuePair<TKey, TValue>> parts, KeySample<TKey>[] samples)
    {
        int[] partOf = [];
        using IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open();
        while (chunks.MoveNext())
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs = chunks.Current;
            if (partOf.Length < pairs.Length) partOf = new int[pairs.Length];
            divider.DivideAll(pairs, partOf);
            for (int i = 0; i < pairs.Length; i++)
            {
                parts.Add(partOf[i], in pairs[i]);
                samples[partOf[i]].Add(pairs[i].Key);
            }
        }
        parts.Flush();
    }
}
