using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>An operator with two inputs, left and right, each with source tasks of its own.</summary>
/// <remarks>
/// <see cref="DataflowOperator.Plan"/> has the source tasks of the left side and behind them those of the right side; <see cref="FinishLeft"/> and <see cref="FinishRight"/> take their own
/// numbers, from 0 on each side.
/// </remarks>
public abstract class TwoSidedOperator : DataflowOperator
{
    private readonly InputSources _sources;
    private int _leftAdds, _rightAdds;

    private protected TwoSidedOperator(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, InputSources sources) : base(environment, sources.Plan)
    {
        _sources = sources;
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
    public override string DescribeWait() =>
        ReferenceEquals(LeftEdge, RightEdge) ? base.DescribeWait() : $"{GetType().Name.Split('`')[0]}: left: {LeftEdge.DescribeWait()}; right: {RightEdge.DescribeWait()}";

    /// <inheritdoc/>
    public override void Dispose()
    {
        Environment.Engine.Close(LeftEdge);
        Environment.Engine.Close(RightEdge);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where the records of the left side go; those of both may go the same way.</summary>
    private protected virtual IEdge LeftEdge => Edge;

    /// <summary>Where the records of the right side go.</summary>
    private protected virtual IEdge RightEdge => Edge;

    /// <summary>The last source task of this worker's left side has finished.</summary>
    private protected virtual void EndLeft() { }

    /// <summary>The last source task of this worker's right side has finished.</summary>
    private protected virtual void EndRight() { }

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

    private protected override string NameOf(int source) => _sources.NameOf(source);
}
