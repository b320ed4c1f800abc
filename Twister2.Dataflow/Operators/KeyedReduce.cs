using System.Numerics;
using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>
/// Combines the values of equal keys: each worker combines what its source tasks add, sends one pair per key to the target task of the key, and combines
/// there again. Each key ends on one target task, the same on every run with as many tasks. NaN is one key, and −0.0 is 0.0.
/// </summary>
/// <remarks>
/// The function must be associative and commutative. Keys for this worker's own target tasks are combined in place, once. A worker sends early when
/// what it holds for others passes <see cref="DataflowOptions.CombineBytes"/>. Past the memory budget keys go to scratch, divided by their hashes, and are combined part by
/// part when they are read: the pairs are the same then, their order is not.
/// </remarks>
/// <example><code>using KeyedReduce&lt;long, long&gt; sums = KeyedReduce.Sum&lt;long, long&gt;(env, plan);</code></example>
public sealed class KeyedReduce<TKey, TValue> : DataflowOperator
{
    // Pairs that are added one by one are collected: the more at a time, the better the misses of the table overlap.
    private const int Staged = 128;

    private readonly IKeyedCombiner<TKey, TValue> _combiner;
    private readonly KeyValuePair<TKey, TValue>[] _staged = new KeyValuePair<TKey, TValue>[Staged];
    private int _stagedCount;

    /// <summary>A keyed reduce with <paramref name="reduce"/>, which combines two values of a key.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public KeyedReduce(DataflowEnvironment environment, LogicalPlan plan, Func<TValue, TValue, TValue> reduce) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        _combiner = NewCombiner(new FunctionReducer<TValue>(reduce));
        FinishIfNoSource();
    }

    private KeyedReduce(DataflowEnvironment environment, LogicalPlan plan, Func<KeyedReduce<TKey, TValue>, IKeyedCombiner<TKey, TValue>> newCombiner) : base(environment, plan)
    {
        _combiner = newCombiner(this);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _combiner.Edge.IsComplete;

    private protected override IEdge Edge => _combiner.Edge;

    /// <summary>Adds a pair of a source task.</summary>
    public void Add(int source, TKey key, TValue value)
    {
        CheckAdds(source);
        _staged[_stagedCount++] = new(key, value);
        if (_stagedCount == Staged) AddStaged();
    }

    /// <summary>Adds pairs of a source task.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        CheckAdds(source);
        _combiner.Add(pairs);
    }

    /// <summary>Adds keys of a source task that all have the same value.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(int source, ReadOnlySpan<TKey> keys, TValue value)
    {
        CheckAdds(source);
        _combiner.Add(keys, value);
    }

    /// <summary>
    /// Adds pairs, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room, but where all that was combined has to be sent.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, pairs);
        return true;
    }

    /// <summary>Distinct keys of a target task of this worker, once complete. Where they did not fit into memory, this reads them all the first time.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target)
    {
        CheckComplete();
        return _combiner.CountOf(target);
    }

    internal long LongestProbe(int target) => _combiner.LongestProbe(target);

    /// <summary>
    /// Reads each key of a target task of this worker with its combined value, in no particular order: <c>foreach (ReadOnlySpan&lt;KeyValuePair&lt;TKey, TValue&gt;&gt; chunk in
    /// reduce.Read(task))</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<KeyValuePair<TKey, TValue>> Read(int target)
    {
        CheckComplete();
        return _combiner.Read(target);
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _combiner.Dispose();
    }

    internal static KeyedReduce<TKey, TValue> With<TReducer>(DataflowEnvironment environment, LogicalPlan plan, TReducer reducer)
        where TReducer : struct, IReducer<TValue> => new(environment, plan, reduce => reduce.NewCombiner(reducer));

    /// <summary>Where the keys are UTF-8 text.</summary>
    [MethodImpl(Compiled.Once)]
    internal void AddWords(int source, byte[] block, ReadOnlySpan<TextRange> words, TValue value)
    {
        CheckAdds(source);
        ((IWordCombiner<TValue>)_combiner).Add(block, words, value);
    }

    private protected override void FinishAll()
    {
        AddStaged();
        _combiner.Finish();
    }

    private IKeyedCombiner<TKey, TValue> NewCombiner<TReducer>(TReducer reducer) where TReducer : struct, IReducer<TValue> =>
        KeyedCombiners.New(Environment, nameof(KeyedReduce<,>), Plan, reducer, DataPackers.For<KeyValuePair<TKey, TValue>>());

    private void AddStaged()
    {
        int count = _stagedCount;
        _stagedCount = 0;
        _combiner.Add(_staged.AsSpan(0, count));
        Array.Clear(_staged);
    }
}

/// <summary>Keyed reduces whose operation is known when the table is compiled: it costs no call per record.</summary>
public static class KeyedReduce
{
    /// <summary>The sum of the values of each key; it wraps round where the type's own does. Collective: every worker must call this in the same order.</summary>
    public static KeyedReduce<TKey, TValue> Sum<TKey, TValue>(DataflowEnvironment environment, LogicalPlan plan)
        where TValue : IAdditionOperators<TValue, TValue, TValue> => KeyedReduce<TKey, TValue>.With(environment, plan, default(SumReducer<TValue>));

    /// <summary>The smallest value of each key. Collective: every worker must call this in the same order.</summary>
    public static KeyedReduce<TKey, TValue> Min<TKey, TValue>(DataflowEnvironment environment, LogicalPlan plan)
        where TValue : INumber<TValue> => KeyedReduce<TKey, TValue>.With(environment, plan, default(MinReducer<TValue>));

    /// <summary>The largest value of each key. Collective: every worker must call this in the same order.</summary>
    public static KeyedReduce<TKey, TValue> Max<TKey, TValue>(DataflowEnvironment environment, LogicalPlan plan)
        where TValue : INumber<TValue> => KeyedReduce<TKey, TValue>.With(environment, plan, default(MaxReducer<TValue>));

    /// <summary>An operation of your own, as a struct. Collective: every worker must call this in the same order.</summary>
    public static KeyedReduce<TKey, TValue> With<TKey, TValue, TReducer>(DataflowEnvironment environment, LogicalPlan plan, TReducer reducer)
        where TReducer : struct, IReducer<TValue> => KeyedReduce<TKey, TValue>.With(environment, plan, reducer);

    /// <summary>Adds words of one block that all have the same value, where they lie: nothing is copied but the bytes of a word that is new.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A word does not lie inside the block.</exception>
    public static void Add<TValue>(this KeyedReduce<Utf8Text, TValue> reduce, int source, byte[] block, ReadOnlySpan<TextRange> words, TValue value)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        ArgumentNullException.ThrowIfNull(block);
        foreach (TextRange word in words)
        {
            if ((uint)word.Start > (uint)block.Length || (uint)word.Length > (uint)(block.Length - word.Start))
                throw new ArgumentOutOfRangeException(nameof(words), $"[{word.Start}, {word.Start}+{word.Length}) is not inside a block of {block.Length} bytes.");
        }
        reduce.AddWords(source, block, words, value);
    }
}
