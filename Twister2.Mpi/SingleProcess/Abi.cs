using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>The constants that a world of one meets, out of the standard ABI's table.</summary>
internal static class Abi
{
    public const int Success = 0;
    public const int AnySource = -1;
    public const int AnyTag = -2;
    public const int ProcNull = -3;
    public const nint InPlace = 1;

    public static readonly MpiAbi Table = StandardAbi.Create();
}
