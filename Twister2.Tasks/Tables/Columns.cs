using System.Numerics;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Columns for <see cref="Table.Select"/>, <see cref="Table.With"/> and <see cref="Table.Where"/>; meant for <c>using static</c>.</summary>
public static class Columns
{
    /// <summary>
    /// The column that a table has under a name, as values of <typeparamref name="T"/>: the number type of its own size, <c>string</c> or <see cref="Utf8Text"/> for texts (the latter makes no objects),
    /// <c>decimal</c>, <see cref="DateOnly"/>, <see cref="DateTime"/> for timestamps without a zone and <see cref="DateTimeOffset"/> for those with one. A dictionary counts as its values.
    /// </summary>
    /// <exception cref="NotSupportedException">No column has values of this type.</exception>
    public static TableColumn<T> Col<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ReadColumn<T>(ValueKind<T>.Instance, name);
    }

    /// <summary>A value, the same in each row. Where a column stands on the other side of an operator the value alone does.</summary>
    public static TableColumn<T> Value<T>(T value) => value;

    /// <summary>Null in each row.</summary>
    public static TableColumn<T> Null<T>() => new NullColumn<T>();

    /// <summary>What a function makes of two columns; null where one is null.</summary>
    public static TableColumn<TResult> Map<T1, T2, TResult>(TableColumn<T1> first, TableColumn<T2> second, Func<T1, T2, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(map);
        return new MappedColumn<T1, T2, TResult>(first, second, map);
    }

    /// <summary>What a function makes of three columns; null where one is null.</summary>
    public static TableColumn<TResult> Map<T1, T2, T3, TResult>(TableColumn<T1> first, TableColumn<T2> second, TableColumn<T3> third, Func<T1, T2, T3, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Map(Map(first, second, static (a, b) => (a, b)), third, (pair, c) => map(pair.a, pair.b, c));
    }

    extension<T>(TableColumn<T>) where T : INumber<T>
    {
        /// <summary>The sum of two columns; integers that overflow are an error.</summary>
        public static TableColumn<T> operator +(TableColumn<T> left, TableColumn<T> right) => new ArithmeticColumn<T, Sum<T>>(left, right);

        /// <summary>The difference of two columns; integers that overflow are an error.</summary>
        public static TableColumn<T> operator -(TableColumn<T> left, TableColumn<T> right) => new ArithmeticColumn<T, Difference<T>>(left, right);

        /// <summary>The product of two columns; integers that overflow are an error.</summary>
        public static TableColumn<T> operator *(TableColumn<T> left, TableColumn<T> right) => new ArithmeticColumn<T, Product<T>>(left, right);

        /// <summary>The quotient of two columns, as C# has it: integers are rounded towards 0, and must not be divided by 0.</summary>
        public static TableColumn<T> operator /(TableColumn<T> left, TableColumn<T> right) => new ArithmeticColumn<T, Quotient<T>>(left, right);

        /// <summary>What is left over by a division, as C# has it.</summary>
        public static TableColumn<T> operator %(TableColumn<T> left, TableColumn<T> right) => new ArithmeticColumn<T, Remainder<T>>(left, right);
    }

    extension(TableColumn<bool>)
    {
        /// <summary>Whether both are true: false where one is false, else null where one is null.</summary>
        public static TableColumn<bool> operator &(TableColumn<bool> left, TableColumn<bool> right) => new LogicColumn(left, right, decides: false);

        /// <summary>Whether one is true: true where one is true, else null where one is null.</summary>
        public static TableColumn<bool> operator |(TableColumn<bool> left, TableColumn<bool> right) => new LogicColumn(left, right, decides: true);

        /// <summary>Whether it is false; null where it is null.</summary>
        public static TableColumn<bool> operator !(TableColumn<bool> column) => new MappedColumn<bool, bool>(column, static value => !value);
    }
}
