using System.Numerics;

namespace Twister2.Tasks;

/// <summary>Sums and the like of data sets of numbers: actions, collective, with the result on every worker. LINQ's words.</summary>
public static class NumberTSets
{
    /// <summary>The sum of all numbers; 0 where there are none. Sums of floating-point numbers depend on the number of workers, as they are added in another order.</summary>
    /// <exception cref="OverflowException">The sum is beyond an integer type.</exception>
    public static T Sum<T>(this TSet<T> numbers) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return numbers.AllReduce(T.Zero, static (a, b) => checked(a + b));
    }

    /// <summary>The least number; NaN is less than all others.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static T Min<T>(this TSet<T> numbers) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return numbers.Reduce(static (a, b) => Comparer<T>.Default.Compare(b, a) < 0 ? b : a);
    }

    /// <summary>The greatest number; NaN is less than all others.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static T Max<T>(this TSet<T> numbers) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return numbers.Reduce(static (a, b) => Comparer<T>.Default.Compare(b, a) > 0 ? b : a);
    }

    /// <summary>The mean of all numbers.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static double Average<T>(this TSet<T> numbers) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        (double sum, long count) = numbers.Map(static number => (Sum: double.CreateChecked(number), Count: 1L)).AllReduce((0, 0), static (a, b) => (a.Sum + b.Sum, a.Count + b.Count));
        return count > 0 ? sum / count : throw new InvalidOperationException($"{nameof(Average)} of a data set without records.");
    }
}
