using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Mpi.Interop;

/// <summary>Room for one MPI_Status of any ABI (20, 24 or 32 bytes); its fields lie where the ABI says.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeStatus
{
#pragma warning disable IDE0044 // MPI writes them.
    private ulong _word0;
    private ulong _word1;
    private ulong _word2;
    private ulong _word3;
#pragma warning restore IDE0044

    // A status that nobody has filled may be asked before MPI has started.
    public readonly int Source => Native.Abi is { } abi ? Field(abi.StatusSource) : 0;

    public readonly int Tag => Native.Abi is { } abi ? Field(abi.StatusTag) : 0;

    public readonly int Error => Native.Abi is { } abi ? Field(abi.StatusError) : 0;

    /// <summary>What a request that was complete from the start has: no source, no tag, no error.</summary>
    public static NativeStatus Empty
    {
        get
        {
            NativeStatus status = default;
            Unsafe.WriteUnaligned(ref status.At(Native.Abi.StatusSource), Native.Abi.AnySource);
            Unsafe.WriteUnaligned(ref status.At(Native.Abi.StatusTag), Native.Abi.AnyTag);
            return status;
        }
    }

    private readonly int Field(int offset) => Unsafe.ReadUnaligned<int>(ref Unsafe.AsRef(in this).At(offset));

    [UnscopedRef]
    private ref byte At(int offset) => ref Unsafe.AddByteOffset(ref Unsafe.As<NativeStatus, byte>(ref this), offset);
}
