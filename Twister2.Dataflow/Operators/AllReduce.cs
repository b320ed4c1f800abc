using System.Numerics;

namespace Twister2.Dataflow;

/// <summary>
/// Combines the values of all source tasks and gives every target task the result: numbers to their sum, vectors to the sum of each element, and so on. Twister2's <c>allReduce</c>.
/// </summary>
/// <remarks>
/// A function is given values in the order of the sources and, of each source, of adding; it has to be associative, and need not be commutative. Where the order is free, parts of a vector go up and down different trees, so that each worker sends about twice the vector, however many there are, in 2 log₂ N steps. It is not
/// MPI's Allreduce: collectives must be started in one order on all ranks, and operators finish in any.
/// </remarks>
public sealed class AllReduce<T> : ReduceOperator<T>
{
    /// <summary>An allreduce by a function, which has to be associative.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">Which worker runs which task.</param>
    /// <param name="combine">Two values as one; the first comes before the second.</param>
    /// <param name="length">How many values a vector has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="NotSupportedException">Values of the type cannot be sent; the message says what can be done.</exception>
    public AllReduce(DataflowEnvironment environment, LogicalPlan plan, Func<T, T, T> combine, int length = 1) :
        this(environment, plan, new FunctionFolding<T>(combine ?? throw new ArgumentNullException(nameof(combine))), length)
    { }

    internal AllReduce(DataflowEnvironment environment, LogicalPlan plan, Folding<T> folding, int length) : base(environment, plan, nameof(AllReduce<>), folding, length) { }
}

/// <summary>An allreduce by an operation that is known, or by a struct: compiled into the loop, and free to combine sources in another order.</summary>
public static class AllReduce
{
    /// <summary>The sum, of each element where the length is more than 1.</summary>
    public static AllReduce<T> Sum<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : IAdditionOperators<T, T, T> =>
        new(environment, plan, new SumFolding<T>(), length);

    /// <summary>The smallest value, NaN where there is one; of each element where the length is more than 1.</summary>
    public static AllReduce<T> Min<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : INumber<T> =>
        With<T, MinReducer<T>>(environment, plan, default, length);

    /// <summary>The largest value, NaN where there is one; of each element where the length is more than 1.</summary>
    public static AllReduce<T> Max<T>(DataflowEnvironment environment, LogicalPlan plan, int length = 1) where T : INumber<T> =>
        With<T, MaxReducer<T>>(environment, plan, default, length);

    /// <summary>By a struct, which must be associative and commutative.</summary>
    public static AllReduce<T> With<T, TReducer>(DataflowEnvironment environment, LogicalPlan plan, TReducer reducer, int length = 1) where TReducer : struct, IReducer<T> =>
        new(environment, plan, new ReducerFolding<T, TReducer>(reducer), length);
}
