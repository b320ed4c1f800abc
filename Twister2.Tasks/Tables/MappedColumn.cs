using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What a function makes of a column.</summary>
internal sealed class MappedColumn<T, TResult>(TableColumn<T> column, Func<T, TResult> map) : TableColumn<TResult>
{
    internal override BoundColumn<TResult> Bind(ColumnScope scope) => new Bound(column.Bind(scope), map, scope);

    private sealed class Bound(BoundColumn<T> column, Func<T, TResult> map, ColumnScope scope) : BoundColumn<TResult>
    {
        private TResult[] _values = [];
        private bool[] _nulls = [];

        public override ColumnVector<TResult> Evaluate(BatchWindow window)
        {
            ColumnVector<T> from = column.Evaluate(window);
            Span<TResult> values = Room(ref _values, window.Count);
            Span<bool> nulls = Room(ref _nulls, window.Count);
            try
            {
                for (int i = 0; i < values.Length; i++)
                {
                    bool isNull = from.IsNull(i);
                    values[i] = isNull ? default! : map(from.Values[i]);
                    nulls[i] = isNull || values[i] is null;
                }
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{scope.Owner}: worker {scope.Worker}", "the function of a column", e);
            }
            return new ColumnVector<TResult>(values, nulls);
        }
    }
}

/// <summary>What a function makes of two columns.</summary>
internal sealed class MappedColumn<TLeft, TRight, TResult>(TableColumn<TLeft> left, TableColumn<TRight> right, Func<TLeft, TRight, TResult> map) : TableColumn<TResult>
{
    internal override BoundColumn<TResult> Bind(ColumnScope scope) => new Bound(left.Bind(scope), right.Bind(scope), map, scope);

    private sealed class Bound(BoundColumn<TLeft> left, BoundColumn<TRight> right, Func<TLeft, TRight, TResult> map, ColumnScope scope) : BoundColumn<TResult>
    {
        private TResult[] _values = [];
        private bool[] _nulls = [];

        public override ColumnVector<TResult> Evaluate(BatchWindow window)
        {
            ColumnVector<TLeft> a = left.Evaluate(window);
            ColumnVector<TRight> b = right.Evaluate(window);
            Span<TResult> values = Room(ref _values, window.Count);
            Span<bool> nulls = Room(ref _nulls, window.Count);
            try
            {
                for (int i = 0; i < values.Length; i++)
                {
                    bool isNull = a.IsNull(i) || b.IsNull(i);
                    values[i] = isNull ? default! : map(a.Values[i], b.Values[i]);
                    nulls[i] = isNull || values[i] is null;
                }
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{scope.Owner}: worker {scope.Worker}", "the function of two columns", e);
            }
            return new ColumnVector<TResult>(values, nulls);
        }
    }
}

/// <summary>Whether values are null.</summary>
internal sealed class NullTest<T>(TableColumn<T> column, bool whenNull) : TableColumn<bool>
{
    internal override BoundColumn<bool> Bind(ColumnScope scope) => new Bound(column.Bind(scope), whenNull);

    private sealed class Bound(BoundColumn<T> column, bool whenNull) : BoundColumn<bool>
    {
        private bool[] _values = [];

        public override ColumnVector<bool> Evaluate(BatchWindow window)
        {
            ColumnVector<T> from = column.Evaluate(window);
            Span<bool> values = Room(ref _values, window.Count);
            for (int i = 0; i < values.Length; i++) values[i] = from.IsNull(i) == whenNull;
            return new ColumnVector<bool>(values, default);
        }
    }
}

/// <summary>One column where it is not null, another where it is.</summary>
internal sealed class CoalescedColumn<T>(TableColumn<T> column, TableColumn<T> other) : TableColumn<T>
{
    internal override BoundColumn<T> Bind(ColumnScope scope) => new Bound(column.Bind(scope), other.Bind(scope));

    private sealed class Bound(BoundColumn<T> column, BoundColumn<T> other) : BoundColumn<T>
    {
        private T[] _values = [];
        private bool[] _nulls = [];

        public override ColumnVector<T> Evaluate(BatchWindow window)
        {
            ColumnVector<T> first = column.Evaluate(window), second = other.Evaluate(window);
            if (first.Nulls.IsEmpty) return first;
            Span<T> values = Room(ref _values, window.Count);
            Span<bool> nulls = Room(ref _nulls, window.Count);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = first.IsNull(i) ? second.Values[i] : first.Values[i];
                nulls[i] = first.IsNull(i) && second.IsNull(i);
            }
            return new ColumnVector<T>(values, nulls);
        }
    }
}
