using System.Runtime.InteropServices;

namespace Twister2.Mpi;

/// <summary>
/// A value and where it was found, for <see cref="Operation{T}.MinLocation"/> and <see cref="Operation{T}.MaxLocation"/>: MPI's pair types
/// (MPI_2INT, MPI_LONG_INT, MPI_SHORT_INT, MPI_FLOAT_INT, MPI_DOUBLE_INT), with the same layout.
/// </summary>
/// <typeparam name="T"><see cref="int"/>, <see cref="long"/>, <see cref="short"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Value">The value that is compared.</param>
/// <param name="Location">Where it was found, a rank for example; of equal values the lowest one wins.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Located<T>(T Value, int Location)
    where T : unmanaged;
