using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Divides the records of one source task over the targets, in order: target 0 gets the first ones, and so on. Either in equal parts - of n records target t of N gets those from n·t / N to
/// n·(t + 1) / N - or as many for each as is said. MPI's Scatter and Scatterv.
/// </summary>
/// <remarks>For equal parts the source's worker keeps the records, within the budget, until it knows how many there are. With counts they go on as they come.</remarks>
public sealed class Scatter<T> : RoutedOperator<T>
{
    private readonly long[]? _counts;
    private readonly RecordStore<T>? _kept;
    private int _target;
    private long _added;
    private long _leftForTarget;

    /// <summary>A scatter in equal parts.</summary>
    /// <exception cref="ArgumentException">The plan has more than one source.</exception>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Scatter(DataflowEnvironment environment, LogicalPlan plan) : base(environment, CheckOneSource(plan), nameof(Scatter<>))
    {
        if (plan.WorkerOfSource(0) == environment.Worker) _kept = new RecordStore<T>(environment, nameof(Scatter<>), $"{nameof(Scatter<>)}: worker {environment.Worker}, source task 0");
        FinishIfNoSource();
    }

    /// <summary>A scatter in parts of given sizes.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">Which worker runs which task.</param>
    /// <param name="counts">How many records each target gets. Only the source's worker looks at them.</param>
    /// <exception cref="ArgumentException">The plan has more than one source, or there is not one count for each target.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Scatter(DataflowEnvironment environment, LogicalPlan plan, ReadOnlySpan<long> counts) : base(environment, CheckOneSource(plan), nameof(Scatter<>))
    {
        if (plan.WorkerOfSource(0) == environment.Worker) _counts = CheckedCounts(counts, plan);
        _leftForTarget = _counts?[0] ?? 0;
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _kept?.Dispose();
    }

    private protected override void AddAll(int source, ReadOnlySpan<T> records)
    {
        CountAdded(records.Length);
        if (_counts is null) _kept!.Add(records);
        else Divide(records, _counts);
    }

    private protected override void FinishAll()
    {
        if (_counts is not null && _added < _counts.Sum())
            throw new InvalidOperationException($"{nameof(Scatter<>)}: worker {Environment.Worker}: source task 0 finished after {_added:N0} records; its counts are for {_counts.Sum():N0}.");
        if (_kept is not null) DivideKept(_kept);
        base.FinishAll();
    }

    private void DivideKept(RecordStore<T> kept)
    {
        long[] counts = [.. Enumerable.Range(0, Plan.Targets).Select(target => (long)((Int128)kept.Count * (target + 1) / Plan.Targets - (Int128)kept.Count * target / Plan.Targets))];
        _leftForTarget = counts[0];
        using RecordReader<T> reader = kept.Consume();
        foreach (ReadOnlySpan<T> chunk in reader) Divide(chunk, counts);
    }

    private void Divide(ReadOnlySpan<T> records, long[] counts)
    {
        while (!records.IsEmpty)
        {
            while (_leftForTarget == 0)
            {
                if (++_target == counts.Length)
                    throw new InvalidOperationException($"{nameof(Scatter<>)}: worker {Environment.Worker}: source task 0 adds more than the {_added:N0} records that its counts are for.");
                _leftForTarget = counts[_target];
            }
            int taken = (int)Math.Min(records.Length, _leftForTarget);
            Exchange.Add(0, _target, records[..taken]);
            records = records[taken..];
            _leftForTarget -= taken;
            _added += taken;
        }
    }

    private static LogicalPlan CheckOneSource(LogicalPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Sources != 1) throw new ArgumentException($"A scatter has one source task; the plan has {plan.Sources}.", nameof(plan));
        return plan;
    }

    private static long[] CheckedCounts(ReadOnlySpan<long> counts, LogicalPlan plan)
    {
        if (counts.Length != plan.Targets) throw new ArgumentException($"A scatter to {plan.Targets} target tasks needs a count for each; there are {counts.Length}.", nameof(counts));
        foreach (long count in counts) ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
        return counts.ToArray();
    }
}
