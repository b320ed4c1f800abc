using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Twister2.Dataflow.Hashing;

/// <summary>
/// 64-bit hashes that are the same in every process, on every machine and with every MPI, so that the same input and parallelism
/// give the same partitions. The mixing step is the folded 64×64→128-bit product of wyhash (Wang Yi, 2019).
/// </summary>
internal static class StableHash
{
    private const ulong Key0 = 0xA0761D6478BD642F;
    private const ulong Key1 = 0xE7037ED1A0B428DB;
    private const ulong Key2 = 0x8EBC6AF09C88C6E3;

    /// <summary>Hash of one 64-bit value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfUInt64(ulong value) => Fold(value ^ Key0, Key1 ^ (value << 32 | value >> 32));

    /// <summary>The longest text that fits two integers: see <see cref="OfInline"/>.</summary>
    public const int LongestInline = 16;

    /// <summary>Hash of 0 to 16 bytes: the first 8 and the others, each padded with zeros. One multiplication and no branch, whatever the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfInline(ulong first, ulong second, int length) => Fold(first ^ Key0, second ^ Key1 + (ulong)(uint)length);

    /// <summary>Hash of a sequence of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        ref byte p = ref MemoryMarshal.GetReference(bytes);
        nint n = bytes.Length;
        if (n <= LongestInline) return OfInline(LoadPadded(ref p, Math.Min(n, 8)), n > 8 ? LoadPadded(ref Unsafe.Add(ref p, 8), n - 8) : 0, (int)n);
        ulong hash = Key1 + (ulong)n;
        for (nint i = 0; i + 16 < n; i += 16) hash = Fold(Load(ref p, i) ^ Key0 ^ hash, Load(ref p, i + 8) ^ Key2);
        // The last 16 bytes, which may overlap those taken already.
        return Fold(Load(ref p, n - 16) ^ Key0 ^ hash, Load(ref p, n - 8) ^ Key1);
    }

    /// <summary>Joins two hashes; the order counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong first, ulong second) => Fold(first ^ Key0, second ^ Key2);

    /// <summary>
    /// The target, 0 ≤ target &lt; <paramref name="targets"/>, of a key with this hash. Uses other bits than the tables do: rows that arrive
    /// ordered by a table's own hash would make it degenerate.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Target(ulong hash, int targets) => (int)Math.BigMul(Fold(NotZero(hash), Key2), (ulong)(uint)targets, out _);

    /// <summary>Tables mark a free slot with hash 0, so a key that has it gets another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        // Two multiplications in registers cost less than one whose low half the JIT sends through memory.
        if (Bmi2.X64.IsSupported) return Bmi2.X64.MultiplyNoFlags(a, b) ^ a * b;
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte p, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, offset));

    private static ulong LoadPadded(ref byte p, nint n)
    {
        ulong value = 0;
        for (nint i = n - 1; i >= 0; i--) value = value << 8 | Unsafe.Add(ref p, i);
        return value;
    }
}
