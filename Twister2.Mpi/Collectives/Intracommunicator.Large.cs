using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Collectives on native memory of any size.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives the root's values, in native memory, to every process (MPI_Bcast, MPI_Bcast_c). Collective: every process must call this with the same root
    /// and count.
    /// </summary>
    /// <param name="values">At the root the values to give; elsewhere they are overwritten.</param>
    /// <param name="count">How many values.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, a negative count, or the library failed.</exception>
    public void Broadcast<T>(T* values, long count, int root)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Bcast");
        nint type = LargeCounts.BaseType<T>(count, "MPI_Bcast", out long units);
        int code;
        if (units <= LargeCounts.Limit)
        {
            code = MpiFunctions.Bcast(values, (int)units, type, root, comm);
        }
        else if (MpiFunctions.BcastLarge != null && !LargeCounts.AvoidLong)
        {
            code = MpiFunctions.BcastLarge(values, units, type, root, comm);
        }
        else
        {
            nint whole = LargeCounts.Create(type, units, ElementBytes<T>());
            code = MpiFunctions.Bcast(values, 1, whole, root, comm);
            LargeCounts.Free(whole);
        }

        Native.Check(code, "MPI_Bcast");
    }

    /// <summary>
    /// Combines the values of all processes, in native memory, in place (MPI_Allreduce, in parts that an int counts). Collective: every process must call
    /// this with the same count and operation.
    /// </summary>
    /// <param name="values">This process's values; overwritten by the result.</param>
    /// <param name="count">How many values.</param>
    /// <param name="op">How two values are combined.</param>
    /// <exception cref="MpiException">A negative count, the type has no such reduction, or the library failed.</exception>
    public void Allreduce<T>(T* values, long count, Operation<T> op)
        where T : unmanaged
    {
        if (count < 0)
            throw new MpiException(ErrorClass.Count, "MPI_Allreduce", $"the count is {count}");
        int part = (int)Math.Min(LargeCounts.Limit, 1 << 30);
        for (long done = 0; done == 0 || done < count; done += part)
            Allreduce(new Span<T>(values + done, (int)Math.Min(part, count - done)), op);
    }
}
