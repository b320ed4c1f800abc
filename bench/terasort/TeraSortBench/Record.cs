using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Bench.TeraSort;

/// <summary>A record: ten bytes of key, its number, and a letter 82 times. The same as terasort.cpp makes.</summary>
[InlineArray(Bytes)]
public struct Record
{
    /// <summary>Its size.</summary>
    public const int Bytes = 100;

    private byte _first;

    /// <summary>The record with a number; random, and the same wherever it is made.</summary>
    public static Record Number(long number)
    {
        Unsafe.SkipInit(out Record record);
        Span<byte> bytes = record;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Random(2 * (ulong)number));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(Random(2 * (ulong)number + 1) >> 48));
        MemoryMarshal.Write(bytes[10..], number);
        bytes[18..].Fill((byte)('A' + number % 26));
        return record;
    }

    /// <summary>The ten bytes that it is sorted by.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Key => MemoryMarshal.CreateReadOnlySpan(in _first, 10);

    /// <summary>What it adds to the checksum.</summary>
    public readonly ulong Check => Mix(BinaryPrimitives.ReadUInt64BigEndian(Key) ^ MemoryMarshal.Read<ulong>(MemoryMarshal.CreateReadOnlySpan(in _first, 18)[10..]));

    private static readonly ulong Seed = Mix(1);

    private static ulong Random(ulong number) => Mix(Seed + (number + 1) * 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
