using System.Buffers;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Packing;

/// <summary>One part of each record of a batch, in a row: room from a pool, given back however the packer that uses it ends.</summary>
internal readonly ref struct Column<T> : IDisposable
{
    private readonly T[] _array;

    public Column(int count)
    {
        _array = ArrayPool<T>.Shared.Rent(count);
        Items = _array.AsSpan(0, count);
    }

    public Span<T> Items { get; }

    public void Dispose()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Items.Clear();
        ArrayPool<T>.Shared.Return(_array);
    }
}
