using System.Numerics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>An operation on numbers that operators know. Twister2's <c>Op</c>.</summary>
public enum ReduceOperation
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}

/// <summary>The operators that know them.</summary>
internal static class NumberReductions
{
    public static Func<DataflowEnvironment, LogicalPlan, KeyedReduce<TKey, TValue>> Keyed<TKey, TValue>(this ReduceOperation operation) where TValue : INumber<TValue> => operation switch
    {
        ReduceOperation.Sum => KeyedReduce.Sum<TKey, TValue>,
        ReduceOperation.Min => KeyedReduce.Min<TKey, TValue>,
        ReduceOperation.Max => KeyedReduce.Max<TKey, TValue>,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
    };
}
