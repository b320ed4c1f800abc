using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow;

/// <summary>A reducer that calls a function.</summary>
internal readonly struct FunctionReducer<TValue>(Func<TValue, TValue, TValue> function) : IReducer<TValue>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Combine(TValue a, TValue b) => function(a, b);
}

/// <summary>The sum, which wraps round where the type's own does.</summary>
internal readonly struct SumReducer<TValue> : IReducer<TValue> where TValue : IAdditionOperators<TValue, TValue, TValue>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Combine(TValue a, TValue b) => a + b;
}

/// <summary>The smaller value; NaN where one of them is.</summary>
internal readonly struct MinReducer<TValue> : IReducer<TValue> where TValue : INumber<TValue>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Combine(TValue a, TValue b) => TValue.Min(a, b);
}

/// <summary>The larger value; NaN where one of them is.</summary>
internal readonly struct MaxReducer<TValue> : IReducer<TValue> where TValue : INumber<TValue>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Combine(TValue a, TValue b) => TValue.Max(a, b);
}

/// <summary>No value: what is left of a pair when only the keys count.</summary>
internal readonly struct None;

/// <summary>Combines nothing with nothing.</summary>
internal readonly struct NoneReducer : IReducer<None>
{
    public None Combine(None a, None b) => a;
}
