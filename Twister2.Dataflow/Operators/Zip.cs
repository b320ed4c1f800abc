using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>What a zip does with sides of different lengths.</summary>
public enum ZipLengths
{
    /// <summary>They are an error on all workers, which names both lengths.</summary>
    MustBeEqual,

    /// <summary>What is left of the longer one is left out, as LINQ does.</summary>
    ShorterDecides,
}

/// <summary>
/// Pairs the i-th record of the left side with the i-th of the right: counted in the order of each side's source tasks and, of each task, of adding, however both are divided. Pairs are read at the
/// left side's tasks, in order.
/// </summary>
/// <remarks>
/// Costs: both are kept, within the budget, until all tasks have finished; then records of the right go where their partners lie, those of the left stay. Where a task of the right lies beside that
/// of the left and has as many records, nothing moves and nothing is copied. The numbers of records of all tasks go to every worker, 16 bytes each.
/// </remarks>
public sealed class Zip<TLeft, TRight> : TwoInputOperator<TLeft, TRight>
{
    private const string Name = nameof(Zip<,>);

    private readonly ZipLengths _lengths;
    private readonly SourceStores<TLeft> _left;
    private readonly IndexExchange<TRight> _right;
    private readonly TreeAgreement<TaskCount[]> _agreement;
    private string? _failure;
    private long _count;

    /// <summary>A zip of what the source tasks of two plans add; their targets do not matter.</summary>
    /// <exception cref="ArgumentException">The plans are for different numbers of workers.</exception>
    public Zip(DataflowEnvironment environment, LogicalPlan left, LogicalPlan right, ZipLengths lengths = ZipLengths.MustBeEqual)
        : base(environment, Name, left, right, TargetsOf(left))
    {
        _lengths = lengths;
        _right = new IndexExchange<TRight>(environment, Name, new LogicalPlan(right.Workers, InputSources.SourcesOf(right), InputSources.SourcesOf(left)));
        _left = new SourceStores<TLeft>(environment, Name, left);
        _agreement = new TreeAgreement<TaskCount[]>(environment, Name, 0, static (a, b) => [.. a, .. b], goesDown: true) { Continue = Move };
        environment.Engine.Open(_agreement);
        FinishIfNoSource();
    }

    /// <summary>How many records a task has, which is numbered over both sides.</summary>
    private readonly record struct TaskCount(int Task, long Count);

    /// <inheritdoc/>
    public override bool IsComplete => _agreement.IsComplete && _right.Edge.IsComplete;

    /// <summary>Pairs of all tasks. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    public long Count
    {
        get
        {
            CheckComplete();
            return _count;
        }
    }

    private protected override IEdge Edge => _agreement.IsComplete ? _right.Edge : _agreement;

    /// <summary>Pairs at a task of the left side. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int task)
    {
        CheckComplete();
        return _right.Received[task].Records;
    }

    /// <summary>
    /// Reads the pairs at a task of the left side in their order, a chunk at a time: <c>foreach (ReadOnlySpan&lt;(TLeft Left, TRight Right)&gt; chunk in zip.Read(task))</c>. Once complete; as often as
    /// one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<(TLeft Left, TRight Right)> Read(int task) => Pairs(task, consume: false);

    /// <summary>Reads as <see cref="Read(int)"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<(TLeft Left, TRight Right)> Consume(int task) => Pairs(task, consume: true);

    /// <summary>Reads what a function makes of each pair.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<TResult> Read<TResult>(int task, Func<TLeft, TRight, TResult> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        (RecordReader<TLeft> left, RecordReader<TRight> right) = Open(task, consume: false);
        return new ZipReader<TLeft, TRight, TResult>(left, right, Environment.Options.ChunkRecords, (lefts, rights, results) =>
        {
            try
            {
                for (int i = 0; i < results.Length; i++) results[i] = result(lefts[i], rights[i]);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{Name}: worker {Environment.Worker}, task {task} of the left side", "the function", e);
            }
        });
    }

    /// <summary>Gives what <see cref="Read(int)"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete, or the sides' lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int task, IChunkSink<(TLeft Left, TRight Right)> sink) => Read(task).CopyTo(sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Environment.Engine.Close(_agreement);
        Environment.Engine.Close(_right.Edge);
        _left.Dispose();
        _right.Dispose();
    }

    private protected override void FinishAll() => _agreement.Give(
    [
        .. _left.Tasks.Select(task => new TaskCount(task, _left[task].Count)),
        .. _right.Counts().Select(right => new TaskCount(LeftPlan.Sources + right.Task, right.Count)),
    ]);

    private protected override void CheckResult()
    {
        if (_failure is not null) throw new InvalidOperationException(_failure);
    }

    /// <summary>Pairs are where the left side's records are.</summary>
    private static int[] TargetsOf(LogicalPlan left)
    {
        ArgumentNullException.ThrowIfNull(left);
        return InputSources.SourcesOf(left);
    }

    private protected override void AddToLeft(int source, ReadOnlySpan<TLeft> records)
    {
        CountAdded(records.Length);
        _left[source].Add(records);
    }

    private protected override void AddToRight(int source, ReadOnlySpan<TRight> records)
    {
        CountAdded(records.Length);
        _right.Add(source, records);
    }

    private bool Move()
    {
        if (!_right.HasBegun && _failure is null) Begin();
        return _failure is null && _right.Move();
    }

    /// <summary>Every worker comes to the same here.</summary>
    private void Begin()
    {
        long[] counts = new long[Plan.Sources];
        foreach (TaskCount task in _agreement.Result) counts[task.Task] = task.Count;
        long[] leftFirst = FirstIndexes(counts.AsSpan(0, LeftPlan.Sources)), rightFirst = FirstIndexes(counts.AsSpan(LeftPlan.Sources));
        _count = Math.Min(leftFirst[^1], rightFirst[^1]);
        if (leftFirst[^1] != rightFirst[^1] && _lengths == ZipLengths.MustBeEqual)
        {
            _failure = $"{Name}: the left side has {leftFirst[^1]:N0} records and the right one {rightFirst[^1]:N0}. "
                + $"Where the rest is to be left out, say {nameof(ZipLengths)}.{nameof(ZipLengths.ShorterDecides)}.";
            _right.End();
            return;
        }
        _right.Begin(source => rightFirst[source], target => Math.Min(leftFirst[target], _count));
    }

    private static long[] FirstIndexes(ReadOnlySpan<long> counts)
    {
        long[] first = new long[counts.Length + 1];
        for (int i = 0; i < counts.Length; i++) first[i + 1] = first[i] + counts[i];
        return first;
    }

    private ZipReader<TLeft, TRight, (TLeft Left, TRight Right)> Pairs(int task, bool consume)
    {
        (RecordReader<TLeft> left, RecordReader<TRight> right) = Open(task, consume);
        return new(left, right, Environment.Options.ChunkRecords, static (lefts, rights, results) =>
        {
            for (int i = 0; i < results.Length; i++) results[i] = (lefts[i], rights[i]);
        });
    }

    private (RecordReader<TLeft> Left, RecordReader<TRight> Right) Open(int task, bool consume)
    {
        CheckComplete();
        StoresSource<TRight> right = _right.Received[task];
        return (consume ? _left[task].Consume() : _left[task].Read(), right.Read(consume));
    }
}
