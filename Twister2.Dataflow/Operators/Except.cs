namespace Twister2.Dataflow;

/// <summary>The records that the left side has and the right one has not, each once; LINQ's <c>Except</c>.</summary>
public sealed class Except<T> : SetOperator<T>
{
    /// <summary>The difference of what the source tasks of two plans add, at the targets, which must be the same in both.</summary>
    /// <exception cref="ArgumentException">The plans differ in workers or targets.</exception>
    /// <exception cref="NotSupportedException">The type has no stable hash, or cannot be sent; the message says what can be done.</exception>
    public Except(DataflowEnvironment environment, LogicalPlan left, LogicalPlan right) : base(nameof(Except<>), environment, left, right, inRight: false) { }
}
