using System.Runtime.InteropServices;

namespace Twister2.Mpi.Interop;

// Functions that some libraries lack and few programs need: the others must not do without their MPI for them.
internal static unsafe partial class MpiFunctions
{
    /// <summary>True when the library has a function that is not required.</summary>
    public static bool Has(void* function) => function != (delegate* unmanaged<int>)&Missing;

    /// <summary>
    /// What stands in for a function that the library lacks. It takes no arguments: the C calling conventions of 64-bit Unix let a function
    /// ignore those it is given.
    /// </summary>
    [UnmanagedCallersOnly]
    private static int Missing() => Native.Abi.FromErrorClass(Twister2.Mpi.ErrorClass.UnsupportedOperation);

    private static nint OrMissing(nint address) => address != 0 ? address : (nint)(delegate* unmanaged<int>)&Missing;
}
