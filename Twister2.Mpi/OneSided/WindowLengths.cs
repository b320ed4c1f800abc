using System.Runtime.CompilerServices;

namespace Twister2.Mpi;

/// <summary>
/// How many elements each process has in a window, so that a target's range can be checked before MPI is called. Asked for once, when the
/// window is made; one number where all are the same.
/// </summary>
internal sealed class WindowLengths
{
    private readonly long _same;
    private readonly long[]? _each;

    private WindowLengths(long same, long[]? each) => (_same, _each) = (same, each);

    public long this[int rank] => _each is null ? _same : _each[rank];

    /// <summary>
    /// Collective: tells all processes each other's lengths. What is wrong on one of them is an error on all, so that none is left waiting
    /// for the others in the call that makes the window.
    /// </summary>
    public static WindowLengths Exchange<T>(Intracommunicator comm, long length, string function)
        where T : unmanaged
    {
        long size = Unsafe.SizeOf<T>();
        Span<long> most = [length, -length, size, -size];
        comm.Allreduce(most, Operation<long>.Max);
        (long longest, long shortest, long largest, long smallest) = (most[0], -most[1], most[2], -most[3]);
        if (shortest < 0)
            throw new MpiException(ErrorClass.Size, function, $"a process gave the length {shortest}; it must be 0 or greater");
        if (smallest != largest)
        {
            throw new MpiException(
                ErrorClass.Type, function, $"the processes gave elements of {smallest} and of {largest} bytes; all must make the window of the same type");
        }

        if (longest > long.MaxValue / size)
            throw new MpiException(ErrorClass.Size, function, $"{longest} elements of {size} bytes are more than there can be");
        return longest == shortest ? new(longest, null) : new(0, comm.Allgather(length));
    }
}
