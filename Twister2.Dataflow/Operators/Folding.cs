using System.Numerics;

namespace Twister2.Dataflow;

/// <summary>Combines values of a reduction: element by element, or all to one. Asked for many values at a time.</summary>
internal abstract class Folding<T>
{
    /// <summary>Whether sources may be taken in any order.</summary>
    public abstract bool IsCommutative { get; }

    /// <summary>Combines each value with the one at its place that came before it.</summary>
    public abstract void Fold(Span<T> into, ReadOnlySpan<T> values);

    /// <summary>Combines values one after the other with the first.</summary>
    public abstract T FoldAll(T first, ReadOnlySpan<T> values);
}

/// <summary>A function, which need not be commutative.</summary>
internal sealed class FunctionFolding<T>(Func<T, T, T> function) : Folding<T>
{
    public override bool IsCommutative => false;

    public override void Fold(Span<T> into, ReadOnlySpan<T> values)
    {
        for (int i = 0; i < values.Length; i++) into[i] = function(into[i], values[i]);
    }

    public override T FoldAll(T first, ReadOnlySpan<T> values)
    {
        foreach (T value in values) first = function(first, value);
        return first;
    }
}

/// <summary>A struct that is compiled into the loop.</summary>
internal class ReducerFolding<T, TReducer>(TReducer reducer) : Folding<T> where TReducer : struct, IReducer<T>
{
    public override bool IsCommutative => true;

    public override void Fold(Span<T> into, ReadOnlySpan<T> values)
    {
        into = into[..values.Length];
        for (int i = 0; i < into.Length; i++) into[i] = reducer.Combine(into[i], values[i]);
    }

    public override T FoldAll(T first, ReadOnlySpan<T> values)
    {
        foreach (T value in values) first = reducer.Combine(first, value);
        return first;
    }
}

/// <summary>Sums, by vectors where the processor has them for the type.</summary>
internal sealed class SumFolding<T>() : ReducerFolding<T, SumReducer<T>>(default) where T : IAdditionOperators<T, T, T>
{
    public override void Fold(Span<T> into, ReadOnlySpan<T> values)
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            for (int width = Vector<T>.Count; i <= values.Length - width; i += width) (new Vector<T>(into[i..]) + new Vector<T>(values[i..])).CopyTo(into[i..]);
        }
        base.Fold(into[i..], values[i..]);
    }
}
