using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Twister2.Mpi.Interop;

/// <summary>
/// The state in which vector registers are left to the library. Where their upper halves have been in use, each instruction of code that was compiled for SSE, as distributions
/// compile MPI, waits for them: with MPICH 4.0.2 an allreduce of 4 KiB to 4 MiB took 1.1 to 1.27 times as long. Compilers clear them before foreign calls (VZEROUPPER); .NET 10
/// does not where the call goes through a function pointer.
/// </summary>
internal static class VectorRegisters
{
    /// <summary>Clears the upper halves, for the call that comes next and computes: reductions, and what may go on with them. Takes about a nanosecond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clean()
    {
        if (Avx.IsSupported)
            Use(0);
    }

    // There is no such instruction in C#, but every method that has used the registers ends with it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Use(int value) => Vector256.Create(value) == Vector256<int>.Zero;
}
