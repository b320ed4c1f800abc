using System.Numerics;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>
/// Prefix scans, MPI's <c>MPI_Scan</c> and <c>MPI_Exscan</c> over records instead of ranks. Functions must be associative; they need not be commutative, and get the earlier of two first. Collective:
/// every worker must build the same scan in the same order.
/// </summary>
/// <example><code>
/// using PrefixScan&lt;long, long&gt; offsets = PrefixScan.ExclusiveSum&lt;long&gt;(env, plan);
/// offsets.Add(task, lengths);
/// offsets.Finish(task);
/// offsets.WaitForCompletion();
/// foreach (ReadOnlySpan&lt;long&gt; chunk in offsets.Read(task)) { … }   // where each begins
/// </code></example>
public static class PrefixScan
{
    /// <summary>For each record, what the records up to it come to: 1 2 3 → 1 3 6.</summary>
    public static PrefixScan<T, T> Inclusive<T>(DataflowEnvironment environment, LogicalPlan plan, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return Inclusive<T, FunctionReducer<T>>(environment, plan, new FunctionReducer<T>(combine));
    }

    /// <summary>For each record, what the records up to it come to, by an operation that costs no call per record.</summary>
    public static PrefixScan<T, T> Inclusive<T, TReducer>(DataflowEnvironment environment, LogicalPlan plan, TReducer reducer) where TReducer : struct, IReducer<T> =>
        new(environment, plan, new Scanner<T, T, CombineRecords<T, TReducer>>(new(reducer)), default, inclusive: true);

    /// <summary>For each record, what the records up to it come to by a function that adds a record to a result of another type.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">The source tasks.</param>
    /// <param name="seed">What no records come to: <c>combine(seed, x)</c> must be <c>x</c>.</param>
    /// <param name="accumulate">Adds a record to what those before it came to.</param>
    /// <param name="combine">Combines what neighbouring records came to: <c>combine(a, accumulate(b, record))</c> must be <c>accumulate(combine(a, b), record)</c>.</param>
    public static PrefixScan<T, TResult> Inclusive<T, TResult>(
        DataflowEnvironment environment, LogicalPlan plan, TResult seed, Func<TResult, T, TResult> accumulate, Func<TResult, TResult, TResult> combine) =>
        new(environment, plan, Accumulating(seed, accumulate, combine), default, inclusive: true);

    /// <summary>For each record, what the seed and the records before it come to: 1 2 3 → seed, seed + 1, seed + 3.</summary>
    public static PrefixScan<T, T> Exclusive<T>(DataflowEnvironment environment, LogicalPlan plan, T seed, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return Exclusive(environment, plan, seed, new FunctionReducer<T>(combine));
    }

    /// <summary>For each record, what the seed and the records before it come to, by an operation that costs no call per record.</summary>
    public static PrefixScan<T, T> Exclusive<T, TReducer>(DataflowEnvironment environment, LogicalPlan plan, T seed, TReducer reducer) where TReducer : struct, IReducer<T> =>
        new(environment, plan, new Scanner<T, T, CombineRecords<T, TReducer>>(new(reducer)), new Total<T>(seed), inclusive: false);

    /// <summary>For each record, what the records before it come to by a function that adds a record to a result of another type.</summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">The source tasks.</param>
    /// <param name="seed">What no records come to: <c>combine(seed, x)</c> must be <c>x</c>.</param>
    /// <param name="accumulate">Adds a record to what those before it came to.</param>
    /// <param name="combine">Combines what neighbouring records came to: <c>combine(a, accumulate(b, record))</c> must be <c>accumulate(combine(a, b), record)</c>.</param>
    public static PrefixScan<T, TResult> Exclusive<T, TResult>(
        DataflowEnvironment environment, LogicalPlan plan, TResult seed, Func<TResult, T, TResult> accumulate, Func<TResult, TResult, TResult> combine) =>
        new(environment, plan, Accumulating(seed, accumulate, combine), new Total<TResult>(seed), inclusive: false);

    /// <summary>For each number, the sum up to it; integers wrap round.</summary>
    public static PrefixScan<T, T> InclusiveSum<T>(DataflowEnvironment environment, LogicalPlan plan) where T : IAdditionOperators<T, T, T> =>
        Inclusive<T, SumReducer<T>>(environment, plan, default);

    /// <summary>For each number, the sum of those before it; integers wrap round.</summary>
    public static PrefixScan<T, T> ExclusiveSum<T>(DataflowEnvironment environment, LogicalPlan plan) where T : IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T> =>
        Exclusive<T, SumReducer<T>>(environment, plan, T.AdditiveIdentity, default);

    private static Scanner<T, TResult, AccumulateRecords<T, TResult>> Accumulating<T, TResult>(TResult seed, Func<TResult, T, TResult> accumulate, Func<TResult, TResult, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(accumulate);
        ArgumentNullException.ThrowIfNull(combine);
        return new(new(seed, accumulate, combine));
    }
}
