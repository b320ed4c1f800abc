using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>An operator with two inputs, left and right, each with source tasks of its own, and target tasks that get records of both.</summary>
/// <remarks>
/// <see cref="DataflowOperator.Plan"/> has the source tasks of the left side and behind them those of the right side; <see cref="FinishLeft"/> and <see cref="FinishRight"/> take their own
/// numbers, from 0 on each side.
/// </remarks>
public abstract class TwoSidedOperator : DataflowOperator
{
    private readonly string _name;
    private int _leftAdds, _rightAdds;

    private protected TwoSidedOperator(DataflowEnvironment environment, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, Type left, Type right)
        : base(environment, Both(name, leftPlan, rightPlan))
    {
        // Before one side is open, and others send to it what nobody would give back if the other one could not be opened.
        environment.Packers.Check($"{name} (left)", left);
        environment.Packers.Check($"{name} (right)", right);
        _name = name;
        LeftPlan = leftPlan;
        RightPlan = rightPlan;
        _leftAdds = leftPlan.SourcesOf(environment.Worker).Count();
        _rightAdds = rightPlan.SourcesOf(environment.Worker).Count();
    }

    /// <summary>Which worker runs which source task of the left side, and which target task.</summary>
    public LogicalPlan LeftPlan { get; }

    /// <summary>Which worker runs which source task of the right side, and which target task.</summary>
    public LogicalPlan RightPlan { get; }

    /// <summary>Says that a source task adds no more to the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void FinishLeft(int source)
    {
        CheckLeft(source);
        Finish(source);
    }

    /// <summary>Says that a source task adds no more to the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void FinishRight(int source)
    {
        CheckRight(source);
        Finish(LeftPlan.Sources + source);
    }

    /// <inheritdoc/>
    public override string DescribeWait() => $"{_name}: left: {LeftEdge.DescribeWait()}; right: {RightEdge.DescribeWait()}";

    /// <inheritdoc/>
    public override void Dispose()
    {
        Environment.Engine.Close(LeftEdge);
        Environment.Engine.Close(RightEdge);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract IEdge LeftEdge { get; }

    private protected abstract IEdge RightEdge { get; }

    private protected abstract void EndLeft();

    private protected abstract void EndRight();

    private protected override void Finished(int source)
    {
        if (source < LeftPlan.Sources && --_leftAdds == 0) EndLeft();
        else if (source >= LeftPlan.Sources && --_rightAdds == 0) EndRight();
    }

    private protected override void FinishAll() { }

    /// <summary>Ends the sides that have no source task here. The last step of each operator's constructor.</summary>
    private protected void EndSidesWithoutSource()
    {
        FinishIfNoSource();
        if (_leftAdds == 0) EndLeft();
        if (_rightAdds == 0) EndRight();
    }

    private protected void CheckLeft(int source)
    {
        if ((uint)source >= (uint)LeftPlan.Sources) throw new ArgumentException($"The left side has no source task {source}.", nameof(source));
        CheckAdds(source);
    }

    private protected void CheckRight(int source)
    {
        if ((uint)source >= (uint)RightPlan.Sources) throw new ArgumentException($"The right side has no source task {source}.", nameof(source));
        CheckAdds(LeftPlan.Sources + source);
    }

    private protected override string NameOf(int source) =>
        source < LeftPlan.Sources ? $"Source task {source} of the left side" : $"Source task {source - LeftPlan.Sources} of the right side";

    private static LogicalPlan Both(string name, LogicalPlan left, LogicalPlan right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int[] targets = [.. Enumerable.Range(0, left.Targets).Select(left.WorkerOfTarget)];
        if (!targets.SequenceEqual(Enumerable.Range(0, right.Targets).Select(right.WorkerOfTarget)))
            throw new ArgumentException($"{name}: the plans of both sides must have the same target tasks on the same workers.", nameof(right));
        return new(
            left.Workers, [.. Enumerable.Range(0, left.Sources).Select(left.WorkerOfSource), .. Enumerable.Range(0, right.Sources).Select(right.WorkerOfSource)], targets)
        { IsAlone = left.IsAlone && right.IsAlone };
    }
}
