using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// The values of a key column of one type, as a struct, so that loops over them make no calls. Null is not a value. All NaN are equal, and -0.0 equals 0.0.
/// </summary>
internal interface IColumnValues<TSelf> where TSelf : IColumnValues<TSelf>, allows ref struct
{
    /// <summary>The values of an array, from its offset on.</summary>
    static abstract TSelf Of(ArrayData array);

    /// <summary>A hash that is the same on every machine: that of a key of the like C# type, where there is one.</summary>
    ulong Hash(int row);

    /// <summary>Whether two values are equal.</summary>
    static abstract bool AreEqual(scoped in TSelf a, int i, scoped in TSelf b, int j);

    /// <summary>The order of two values: NaN before all numbers, texts by their bytes.</summary>
    static abstract int Compare(scoped in TSelf a, int i, scoped in TSelf b, int j);
}

/// <summary>Texts, or bytes of any length.</summary>
internal interface ITextValues<TSelf> : IColumnValues<TSelf> where TSelf : ITextValues<TSelf>, allows ref struct
{
    /// <summary>The bytes of one, where they lie.</summary>
    ReadOnlySpan<byte> this[int row] { get; }
}
