using Twister2.Mpi.Interop;
namespace Twister2.Mpi;
public unsafe partial class Request
{
    private static void EnsureUsable(string function) => Native.EnsureLive(function);
}
