namespace Twister2.Dataflow;

/// <summary>
/// Source task i gives its records to target task i, in the order of adding. Where both run on the same worker the records are handed over as they are: nothing is sent, and they are copied
/// once, into the target's memory.
/// </summary>
/// <remarks>To go on with the records as they come, rather than when all are there, use <see cref="Pipe{T}"/>.</remarks>
public sealed class Direct<T> : RoutedOperator<T>
{
    /// <summary>A direct connection of as many sources as targets.</summary>
    /// <exception cref="ArgumentException">The plan has not as many sources as targets.</exception>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Direct(DataflowEnvironment environment, LogicalPlan plan) : base(environment, CheckPairs(plan, nameof(Direct<>)), nameof(Direct<>)) => FinishIfNoSource();

    /// <summary>A plan in which each source has its target.</summary>
    internal static LogicalPlan CheckPairs(LogicalPlan plan, string name)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Sources != plan.Targets)
            throw new ArgumentException($"{name} connects source task i to target task i; the plan has {plan.Sources} sources and {plan.Targets} targets.", nameof(plan));
        return plan;
    }

    private protected override void AddAll(int source, ReadOnlySpan<T> records) => Exchange.Add(source, source, records);
}
