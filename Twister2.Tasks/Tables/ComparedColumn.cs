using Twister2.Dataflow;

namespace Twister2.Tasks;

internal interface IComparison
{
    static abstract bool IsTrue(int order);

    /// <summary>What equality gives where only that is asked for; else null.</summary>
    static abstract bool? WhenEqual { get; }
}

internal readonly struct IsEqual : IComparison
{
    public static bool? WhenEqual => true;

    public static bool IsTrue(int order) => order == 0;
}

internal readonly struct IsNotEqual : IComparison
{
    public static bool? WhenEqual => false;

    public static bool IsTrue(int order) => order != 0;
}

internal readonly struct IsLess : IComparison
{
    public static bool? WhenEqual => null;

    public static bool IsTrue(int order) => order < 0;
}

internal readonly struct IsNotGreater : IComparison
{
    public static bool? WhenEqual => null;

    public static bool IsTrue(int order) => order <= 0;
}

internal static class Comparisons
{
    /// <summary>A comparison; of texts of the table without making objects of them.</summary>
    /// <exception cref="NotSupportedException">Such values have no order.</exception>
    public static TableColumn<bool> New<T, TComparison>(TableColumn<T> left, TableColumn<T> right) where TComparison : struct, IComparison
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (AsText(left) is { } leftText && AsText(right) is { } rightText) return new ComparedColumn<Utf8Text, TComparison>(leftText, rightText);
        if (TComparison.WhenEqual is null && !typeof(IComparable<T>).IsAssignableFrom(typeof(T))) throw new NotSupportedException($"Values of the C# type {typeof(T)} have no order.");
        return new ComparedColumn<T, TComparison>(left, right);
    }

    private static TableColumn<Utf8Text>? AsText<T>(TableColumn<T> column) => column switch
    {
        ReadColumn<string> read => read.Like<Utf8Text>(),
        ValueColumn<string> { Value: { } text } => new ValueColumn<Utf8Text>(new Utf8Text(text)),
        _ => null,
    };
}

/// <summary>A comparison of two columns.</summary>
internal sealed class ComparedColumn<T, TComparison>(TableColumn<T> left, TableColumn<T> right) : BinaryColumn<T, T, bool>(left, right) where TComparison : struct, IComparison
{
    internal override BoundColumn<bool> Bind(ColumnScope scope) => new Compared(Left.Bind(scope), Right.Bind(scope));

    private sealed class Compared(BoundColumn<T> left, BoundColumn<T> right) : Bound(left, right)
    {
        protected override void Compute(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<bool> nulls, Span<bool> results)
        {
            if (typeof(T) == typeof(string))
            {
                // By code units, whatever the culture.
                for (int i = 0; i < results.Length; i++) results[i] = TComparison.IsTrue(string.CompareOrdinal((string?)(object?)a[i], (string?)(object?)b[i]));
            }
            else if (TComparison.WhenEqual is { } whenEqual)
            {
                for (int i = 0; i < results.Length && i < a.Length && i < b.Length; i++) results[i] = EqualityComparer<T>.Default.Equals(a[i], b[i]) == whenEqual;
            }
            else
            {
                for (int i = 0; i < results.Length && i < a.Length && i < b.Length; i++) results[i] = TComparison.IsTrue(Comparer<T>.Default.Compare(a[i], b[i]));
            }
        }
    }
}
