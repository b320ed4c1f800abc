using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>Goes through keys with all their values: <c>foreach (KeyedGroup&lt;TKey, TValue&gt; group in reader)</c>.</summary>
/// <remarks>
/// It groups in memory what fits there into half of the budget. Other pairs it divides on scratch first; each part is grouped by itself, divided again, or, where all of it has one key,
/// streamed.
/// </remarks>
public sealed class GroupReader<TKey, TValue> : IDisposable
{
    // Bytes for the number of a pair's key, and for a key with its slot.
    private const int NumberBytes = sizeof(int), KeyBytes = 48;

    // Divided so often, what lies together has one hash without having one key.
    private const int Deepest = 64;

    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly OperatorLedger _ledger;
    private readonly IPairDivision<TKey, TValue> _division;
    private readonly IComparer<TKey>? _order;

    /// <summary>What is still to be read, the next on top.</summary>
    private readonly Stack<Pending> _pending = new();
    private GroupedPairs<TKey, TValue>? _groups;
    private IChunkSource<KeyValuePair<TKey, TValue>>? _stream;
    private TValue[] _streamed = [];
    private ReadOnlyMemory<TValue> _next;
    private long _charged;

    internal GroupReader(
        DataflowEnvironment env, string owner, IRecordSource<KeyValuePair<TKey, TValue>> source, IPairDivision<TKey, TValue> division, IComparer<TKey>? order)
    {
        _env = env;
        _owner = owner;
        _ledger = env.Ledgers.Current;
        _division = division;
        _order = order;
        _pending.Push(new Pending(source, 0, false, null, null));
    }

    /// <summary>Pairs to be read, or, behind the last of them, the scratch that they lie on.</summary>
    private sealed record Pending(
        IRecordSource<KeyValuePair<TKey, TValue>>? Source, int Depth, bool IsOneKey, KeySample<TKey>? Sample, SpilledPartitions<KeyValuePair<TKey, TValue>>? Done);

    /// <summary>The group that was come to.</summary>
    public KeyedGroup<TKey, TValue> Current => new(this);

    internal TKey Key { get; private set; } = default!;

    internal ReadOnlySpan<TValue> Values => _values.Span;

    private ReadOnlyMemory<TValue> _values;

    /// <summary>Goes on to the next key, if there is one.</summary>
    public bool MoveNext()
    {
        _values = _next = default;
        EndStream();
        try
        {
            return MoveToNextGroup();
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{_owner}: worker {_env.Worker}", "comparing or hashing keys", e);
        }
    }

    private bool MoveToNextGroup()
    {
        while (true)
        {
            if (_groups is { } groups)
            {
                if (groups.MoveNext())
                {
                    (Key, _next) = (groups.Key, groups.Values);
                    return true;
                }
                EndGroups();
            }
            if (!_pending.TryPop(out Pending? pending)) return false;
            pending.Done?.Dispose();
            if (pending.Source is not { Records: > 0 } source) continue;
            if (BytesToGroup(source) <= _env.Memory.Limit / 2 && source.Records <= Array.MaxLength || pending.Depth > Deepest) Group(source);
            else if (pending.IsOneKey) return BeginStream(source);
            else Divide(source, pending.Depth, pending.Sample);
        }
    }

    /// <summary>Itself.</summary>
    public GroupReader<TKey, TValue> GetEnumerator() => this;

    /// <summary>Gives back what reading holds. A loop does it at its end.</summary>
    public void Dispose()
    {
        EndStream();
        EndGroups();
        while (_pending.TryPop(out Pending? pending)) pending.Done?.Dispose();
    }

    internal bool MoveNextValues()
    {
        _values = _next;
        _next = default;
        if (!_values.IsEmpty) return true;
        if (_stream is null) return false;
        // The first chunk is there already: it told the key.
        _values = Streamed(_stream.Current);
        if (!_stream.MoveNext()) EndStream();
        return true;
    }

    private static long BytesToGroup(IRecordSource<KeyValuePair<TKey, TValue>> source) =>
        source.Records * (Unsafe.SizeOf<TValue>() + NumberBytes + KeyBytes)
        // Objects take about twice what their bytes do.
        + (RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>() ? 2 * source.Bytes : 0);

    private void Group(IRecordSource<KeyValuePair<TKey, TValue>> source)
    {
        _charged = BytesToGroup(source);
        _env.Memory.Reserve(_charged, _ledger);
        _groups = GroupedPairs<TKey, TValue>.Of(source, _division.Hasher, _order);
    }

    private bool BeginStream(IRecordSource<KeyValuePair<TKey, TValue>> source)
    {
        _stream = source.Open();
        _stream.MoveNext();
        Key = _stream.Current[0].Key;
        return true;
    }

    private ReadOnlyMemory<TValue> Streamed(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (_streamed.Length < pairs.Length) _streamed = new TValue[pairs.Length];
        for (int i = 0; i < pairs.Length; i++) _streamed[i] = pairs[i].Value;
        return _streamed.AsMemory(0, pairs.Length);
    }

    private void Divide(IRecordSource<KeyValuePair<TKey, TValue>> source, int depth, KeySample<TKey>? sample)
    {
        IPairDivider<TKey, TValue> divider = _division.NewDivider(depth, sample ?? (_division.BeginsWithSample ? SampleOf(source) : new()));
        SpilledPartitions<KeyValuePair<TKey, TValue>> parts = new(_env, DataPackers.For<KeyValuePair<TKey, TValue>>(), _owner, depth, _ledger);
        _pending.Push(new Pending(null, depth, false, null, parts));
        KeySample<TKey>[] samples = [.. Enumerable.Range(0, SpilledPartitions<KeyValuePair<TKey, TValue>>.Count).Select(static _ => new KeySample<TKey>())];
        int[] partOf = [];
        using (IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open())
        {
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
        }
        parts.Flush();
        for (int part = samples.Length - 1; part >= 0; part--)
            _pending.Push(new Pending(new PartSource<KeyValuePair<TKey, TValue>>(parts, part), depth + 1, divider.IsOneKey(part), samples[part], null));
    }

    private static KeySample<TKey> SampleOf(IRecordSource<KeyValuePair<TKey, TValue>> source)
    {
        KeySample<TKey> sample = new();
        using IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open();
        while (chunks.MoveNext())
            foreach ((TKey key, _) in chunks.Current) sample.Add(in key);
        return sample;
    }

    private void EndStream()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void EndGroups()
    {
        _groups = null;
        _env.Memory.Release(_charged, _ledger);
        _charged = 0;
    }
}
