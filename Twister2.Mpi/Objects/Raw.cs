using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Mpi;

/// <summary>Values as they lie in memory, where the compiler cannot see that the type is unmanaged.</summary>
internal static class Raw
{
    /// <summary>True when values of the type can be sent as they lie in memory; decided by the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<T>() => !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>The first byte, to be pinned; null for none, so that two empty buffers are never taken for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte First<T>(ReadOnlySpan<T> values) =>
        ref values.IsEmpty ? ref Unsafe.NullRef<byte>() : ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values));
}
