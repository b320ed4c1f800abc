using System.Numerics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What a loop makes of two columns; null where one is null.</summary>
internal abstract class BinaryColumn<TLeft, TRight, TResult>(TableColumn<TLeft> left, TableColumn<TRight> right) : TableColumn<TResult>
{
    protected TableColumn<TLeft> Left => left;

    protected TableColumn<TRight> Right => right;

    protected abstract class Bound(BoundColumn<TLeft> left, BoundColumn<TRight> right) : BoundColumn<TResult>
    {
        private TResult[] _values = [];
        private bool[] _nulls = [];

        public sealed override ColumnVector<TResult> Evaluate(BatchWindow window)
        {
            ColumnVector<TLeft> a = left.Evaluate(window);
            ColumnVector<TRight> b = right.Evaluate(window);
            ReadOnlySpan<bool> nulls = a.Nulls.IsEmpty ? b.Nulls : b.Nulls.IsEmpty ? a.Nulls : Either(a.Nulls, b.Nulls);
            Span<TResult> values = Room(ref _values, window.Count);
            Compute(a.Values, b.Values, nulls, values);
            return new ColumnVector<TResult>(values, nulls);
        }

        /// <summary>Computes the values; those under nulls may be anything.</summary>
        protected abstract void Compute(ReadOnlySpan<TLeft> a, ReadOnlySpan<TRight> b, ReadOnlySpan<bool> nulls, Span<TResult> results);

        private Span<bool> Either(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
        {
            Span<bool> nulls = Room(ref _nulls, a.Length);
            for (int i = 0; i < nulls.Length && i < a.Length && i < b.Length; i++) nulls[i] = a[i] | b[i];
            return nulls;
        }
    }
}

internal interface IArithmetic<T>
{
    static abstract string Sign { get; }

    static abstract T Apply(T left, T right);
}

internal readonly struct Sum<T> : IArithmetic<T> where T : INumber<T>
{
    public static string Sign => "+";

    public static T Apply(T left, T right) => checked(left + right);
}

internal readonly struct Difference<T> : IArithmetic<T> where T : INumber<T>
{
    public static string Sign => "-";

    public static T Apply(T left, T right) => checked(left - right);
}

internal readonly struct Product<T> : IArithmetic<T> where T : INumber<T>
{
    public static string Sign => "*";

    public static T Apply(T left, T right) => checked(left * right);
}

internal readonly struct Quotient<T> : IArithmetic<T> where T : INumber<T>
{
    public static string Sign => "/";

    public static T Apply(T left, T right) => left / right;
}

internal readonly struct Remainder<T> : IArithmetic<T> where T : INumber<T>
{
    public static string Sign => "%";

    public static T Apply(T left, T right) => left % right;
}

/// <summary>A calculation with two columns.</summary>
internal sealed class ArithmeticColumn<T, TOperation>(TableColumn<T> left, TableColumn<T> right) : BinaryColumn<T, T, T>(left, right) where TOperation : struct, IArithmetic<T>
{
    internal override BoundColumn<T> Bind(ColumnScope scope) => new Calculation(Left.Bind(scope), Right.Bind(scope), scope);

    private sealed class Calculation(BoundColumn<T> left, BoundColumn<T> right, ColumnScope scope) : Bound(left, right)
    {
        protected override void Compute(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<bool> nulls, Span<T> results)
        {
            try
            {
                if (nulls.IsEmpty)
                {
                    for (int i = 0; i < results.Length && i < a.Length && i < b.Length; i++) results[i] = TOperation.Apply(a[i], b[i]);
                    return;
                }
                // What stands for null must not overflow.
                for (int i = 0; i < results.Length; i++) results[i] = nulls[i] ? default! : TOperation.Apply(a[i], b[i]);
            }
            catch (ArithmeticException e)
            {
                throw UserCodeException.Of($"{scope.Owner}: worker {scope.Worker}", $"an operation '{TOperation.Sign}' on columns of {typeof(T).Name}", e);
            }
        }
    }
}

/// <summary>And, or: one value of the two decides whatever the other is.</summary>
internal sealed class LogicColumn(TableColumn<bool> left, TableColumn<bool> right, bool decides) : TableColumn<bool>
{
    internal override BoundColumn<bool> Bind(ColumnScope scope) => new Bound(left.Bind(scope), right.Bind(scope), decides);

    private sealed class Bound(BoundColumn<bool> left, BoundColumn<bool> right, bool decides) : BoundColumn<bool>
    {
        private bool[] _values = [], _nulls = [];

        public override ColumnVector<bool> Evaluate(BatchWindow window)
        {
            ColumnVector<bool> a = left.Evaluate(window), b = right.Evaluate(window);
            Span<bool> values = Room(ref _values, window.Count);
            if (a.Nulls.IsEmpty && b.Nulls.IsEmpty)
            {
                ReadOnlySpan<bool> x = a.Values, y = b.Values;
                if (decides) for (int i = 0; i < values.Length && i < x.Length && i < y.Length; i++) values[i] = x[i] | y[i];
                else for (int i = 0; i < values.Length && i < x.Length && i < y.Length; i++) values[i] = x[i] & y[i];
                return new ColumnVector<bool>(values, default);
            }
            Span<bool> nulls = Room(ref _nulls, window.Count);
            for (int i = 0; i < values.Length; i++)
            {
                bool isDecided = (!a.IsNull(i) && a.Values[i] == decides) || (!b.IsNull(i) && b.Values[i] == decides);
                values[i] = isDecided == decides;
                nulls[i] = !isDecided && (a.IsNull(i) || b.IsNull(i));
            }
            return new ColumnVector<bool>(values, nulls);
        }
    }
}
