using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapters 9.2 and 15.2: memory from the library, and what profilers are told.
public sealed unsafe partial class Environment
{
    /// <summary>
    /// Gets memory from the library, which may be such as its network likes best (MPI_Alloc_mem): for buffers that are used again and again, and for
    /// windows. The elements are zero. Local.
    /// </summary>
    /// <param name="length">How many elements.</param>
    /// <param name="info">Hints, such as "mpi_minimum_memory_alignment".</param>
    /// <returns>The memory, which <see cref="MpiMemory{T}"/> gives back when it is disposed.</returns>
    /// <exception cref="MpiException">The length is negative, there is no memory (<see cref="ErrorClass.NoMemory"/>), or the library failed.</exception>
    public static MpiMemory<T> Allocate<T>(int length, Info? info = null)
        where T : unmanaged
    {
        const string Function = "MPI_Alloc_mem";
        Native.EnsureLive(Function);
        if (length < 0)
            throw new MpiException(ErrorClass.Argument, Function, $"the length is {length}");
        nint bytes = (nint)length * sizeof(T);
        void* memory = null;
        Native.Check(MpiFunctions.AllocMem(Math.Max(bytes, 1), Info.HandleOf(info), &memory), Function);
        System.Runtime.InteropServices.NativeMemory.Clear(memory, (nuint)bytes);
        return new MpiMemory<T>((T*)memory, length);
    }

    /// <summary>
    /// Tells a profiling library that is linked before MPI what to do: 0 to stop, 1 to go on, 2 to write out, others as it likes (MPI_Pcontrol). Without one
    /// nothing happens.
    /// </summary>
    /// <exception cref="MpiException">MPI is not initialised, has been finalised, or the library failed.</exception>
    public static void ControlProfiling(int level)
    {
        Native.EnsureLive("MPI_Pcontrol");
        Native.Check(MpiFunctions.Pcontrol(level), "MPI_Pcontrol");
    }
}
