using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>A type whose values are items in a row.</summary>
internal interface ISequence<TSequence, T>
{
    /// <summary>How many items; -1 for null.</summary>
    static abstract int LengthOf(TSequence sequence);

    static abstract ReadOnlySpan<T> ItemsOf(TSequence sequence);

    /// <summary>A new one with room for items, which the caller fills.</summary>
    static abstract TSequence New(int length, out Span<T> items);
}

internal readonly struct ArraySequence<T> : ISequence<T[], T>
{
    public static int LengthOf(T[] sequence) => sequence?.Length ?? -1;

    public static ReadOnlySpan<T> ItemsOf(T[] sequence) => sequence;

    public static T[] New(int length, out Span<T> items)
    {
        T[] array = length == 0 ? [] : GC.AllocateUninitializedArray<T>(length);
        items = array;
        return array;
    }
}

internal readonly struct ListSequence<T> : ISequence<List<T>, T>
{
    public static int LengthOf(List<T> sequence) => sequence?.Count ?? -1;

    public static ReadOnlySpan<T> ItemsOf(List<T> sequence) => CollectionsMarshal.AsSpan(sequence);

    public static List<T> New(int length, out Span<T> items)
    {
        List<T> list = new(length);
        CollectionsMarshal.SetCount(list, length);
        items = CollectionsMarshal.AsSpan(list);
        return list;
    }
}

internal readonly struct MemorySequence<T> : ISequence<Memory<T>, T>
{
    public static int LengthOf(Memory<T> sequence) => sequence.Length;

    public static ReadOnlySpan<T> ItemsOf(Memory<T> sequence) => sequence.Span;

    public static Memory<T> New(int length, out Span<T> items) => ArraySequence<T>.New(length, out items);
}

internal readonly struct ReadOnlyMemorySequence<T> : ISequence<ReadOnlyMemory<T>, T>
{
    public static int LengthOf(ReadOnlyMemory<T> sequence) => sequence.Length;

    public static ReadOnlySpan<T> ItemsOf(ReadOnlyMemory<T> sequence) => sequence.Span;

    public static ReadOnlyMemory<T> New(int length, out Span<T> items) => ArraySequence<T>.New(length, out items);
}

internal readonly struct ArraySegmentSequence<T> : ISequence<ArraySegment<T>, T>
{
    public static int LengthOf(ArraySegment<T> sequence) => sequence.Array is null ? -1 : sequence.Count;

    public static ReadOnlySpan<T> ItemsOf(ArraySegment<T> sequence) => sequence;

    public static ArraySegment<T> New(int length, out Span<T> items) => ArraySequence<T>.New(length, out items);
}

internal readonly struct ImmutableArraySequence<T> : ISequence<ImmutableArray<T>, T>
{
    public static int LengthOf(ImmutableArray<T> sequence) => sequence.IsDefault ? -1 : sequence.Length;

    public static ReadOnlySpan<T> ItemsOf(ImmutableArray<T> sequence) => sequence.AsSpan();

    public static ImmutableArray<T> New(int length, out Span<T> items) => ImmutableCollectionsMarshal.AsImmutableArray(ArraySequence<T>.New(length, out items));
}
