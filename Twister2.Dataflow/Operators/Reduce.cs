using System.Numerics;

namespace Twister2.Dataflow;

/// <summary>
/// Combines the values of all source tasks at target task 0: numbers to their sum, vectors to the sum of each element, and so on. Twister2's <c>reduce</c>.
/// </summary>
/// <remarks>
/// A function is given values in the order of the sources and, of each source, of adding; it has to be associative, and need not be commutative. It goes up a tree of the workers: each sends its values once.
/// </remarks>
public sealed class Reduce<T> : ReduceOperator<T>
{
    /// <summary>A reduce by a function, which has to be associative.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">Which worker runs which task.</param>
    /// <param name="combine">Two values as one; the first comes before the second.</param>
    /// <param name="length">How many values a vector has.</param>
    /// <exception cref="ArgumentException">The plan has more than one target.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="NotSupportedException">Values of the type cannot be sent; the message says what can be done.</exception>
    public Reduce(DataflowEnvironment environment, LogicalPlan plan, Func<T, T, T> combine, int length = 1) :
        this(environment, plan, new FunctionFolding<T>(combine ?? throw new ArgumentNullException(nameof(combine))), length)
    { }

    internal Reduce(DataflowEnvironment environment, LogicalPlan plan, Folding<T> folding, int length) : base(environment, CheckOneTarget(plan), nameof(Reduce<>), folding, length) { }

    private static LogicalPlan CheckOneTarget(LogicalPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Targets != 1) throw new ArgumentException($"A reduce has one target task; the plan has {plan.Targets}. To have the result at all, use {nameof(AllReduce<>)}.", nameof(plan));
        return plan;
    }
}

/// <summary>A reduce by an operation that is known, or by a struct: compiled into the loop, and free to combine sources in another order.</summary>
public static class Reduce
{
    /// <summary>The sum, of each element where the length is more than 1.</summary>
    public static Reduce<T> Sum<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : IAdditionOperators<T, T, T> =>
        new(environment, plan, new SumFolding<T>(), length);

    /// <summary>The smallest value, NaN where there is one; of each element where the length is more than 1.</summary>
    public static Reduce<T> Min<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : INumber<T> =>
        With<T, MinReducer<T>>(environment, plan, default, length);

    /// <summary>The largest value, NaN where there is one; of each element where the length is more than 1.</summary>
    public static Reduce<T> Max<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : INumber<T> =>
        With<T, MaxReducer<T>>(environment, plan, default, length);

    /// <summary>By a struct, which must be associative and commutative.</summary>
    public static Reduce<T> With<T, TReducer>(DataflowEnvironment environment, LogicalPlan plan, TReducer reducer, int length = 1) where TReducer : struct, IReducer<T> =>
        new(environment, plan, new ReducerFolding<T, TReducer>(reducer), length);
}
