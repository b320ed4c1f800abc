namespace Twister2.Dataflow;

/// <summary>The records that both sides have, each once; LINQ's <c>Intersect</c>.</summary>
public sealed class Intersect<T> : SetOperator<T>
{
    /// <summary>The intersection of what the source tasks of two plans add, at the targets, which must be the same in both.</summary>
    /// <exception cref="ArgumentException">The plans differ in workers or targets.</exception>
    /// <exception cref="NotSupportedException">The type has no stable hash, or cannot be sent; the message says what can be done.</exception>
    public Intersect(DataflowEnvironment environment, LogicalPlan left, LogicalPlan right) : base(nameof(Intersect<>), environment, left, right, inRight: true) { }
}
