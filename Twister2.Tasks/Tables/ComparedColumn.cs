using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

internal interface IComparison
{
    static abstract bool IsTrue(int order);

    /// <summary>The same of two numbers, without a branch. All NaN are equal, and less than every number.</summary>
    static abstract bool IsTrue<T>(T left, T right) where T : INumber<T>;

    /// <summary>What equality gives where only that is asked for; else null.</summary>
    static abstract bool? WhenEqual { get; }
}

internal readonly struct IsEqual : IComparison
{
    public static bool? WhenEqual => true;

    public static bool IsTrue(int order) => order == 0;

    public static bool IsTrue<T>(T left, T right) where T : INumber<T> => left == right | (T.IsNaN(left) & T.IsNaN(right));
}

internal readonly struct IsNotEqual : IComparison
{
    public static bool? WhenEqual => false;

    public static bool IsTrue(int order) => order != 0;

    public static bool IsTrue<T>(T left, T right) where T : INumber<T> => !IsEqual.IsTrue(left, right);
}

internal readonly struct IsLess : IComparison
{
    public static bool? WhenEqual => null;

    public static bool IsTrue(int order) => order < 0;

    public static bool IsTrue<T>(T left, T right) where T : INumber<T> => left < right | (T.IsNaN(left) & !T.IsNaN(right));
}

internal readonly struct IsNotGreater : IComparison
{
    public static bool? WhenEqual => null;

    public static bool IsTrue(int order) => order <= 0;

    public static bool IsTrue<T>(T left, T right) where T : INumber<T> => left <= right | T.IsNaN(left);
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

    private static bool IsNumber =>
        typeof(T) == typeof(long) || typeof(T) == typeof(int) || typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(ulong) || typeof(T) == typeof(uint)
        || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte);

    private static void CompareNumbers(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> results)
    {
        // One of these is left of it when it is compiled.
        if (typeof(T) == typeof(long)) Compare<long>(a, b, results);
        if (typeof(T) == typeof(int)) Compare<int>(a, b, results);
        if (typeof(T) == typeof(double)) Compare<double>(a, b, results);
        if (typeof(T) == typeof(float)) Compare<float>(a, b, results);
        if (typeof(T) == typeof(ulong)) Compare<ulong>(a, b, results);
        if (typeof(T) == typeof(uint)) Compare<uint>(a, b, results);
        if (typeof(T) == typeof(short)) Compare<short>(a, b, results);
        if (typeof(T) == typeof(ushort)) Compare<ushort>(a, b, results);
        if (typeof(T) == typeof(sbyte)) Compare<sbyte>(a, b, results);
        if (typeof(T) == typeof(byte)) Compare<byte>(a, b, results);
    }

    private static void Compare<TNumber>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> results) where TNumber : INumber<TNumber>
    {
        ReadOnlySpan<TNumber> a = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TNumber>(ref MemoryMarshal.GetReference(left)), left.Length);
        ReadOnlySpan<TNumber> b = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TNumber>(ref MemoryMarshal.GetReference(right)), right.Length);
        for (int i = 0; i < results.Length && i < a.Length && i < b.Length; i++) results[i] = TComparison.IsTrue(a[i], b[i]);
    }

    private sealed class Compared(BoundColumn<T> left, BoundColumn<T> right) : Bound(left, right)
    {
        protected override void Compute(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<bool> nulls, Span<bool> results)
        {
            if (IsNumber)
            {
                CompareNumbers(a, b, results);
            }
            else if (typeof(T) == typeof(string))
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
