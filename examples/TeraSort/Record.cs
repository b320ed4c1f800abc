using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Examples.TeraSort;

/// <summary>A record: ten bytes of key and ninety of anything.</summary>
[InlineArray(Bytes)]
internal struct Record
{
    /// <summary>Its size.</summary>
    public const int Bytes = 100;

    /// <summary>The size of its key.</summary>
    public const int KeyBytes = 10;

    private byte _first;

    /// <summary>What it is sorted by, as bytes without a sign.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Key => MemoryMarshal.CreateReadOnlySpan(in _first, KeyBytes);

    /// <summary>All of it.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> All => MemoryMarshal.CreateReadOnlySpan(in _first, Bytes);
}
