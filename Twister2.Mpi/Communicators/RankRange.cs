using System.Runtime.InteropServices;

namespace Twister2.Mpi;

/// <summary>Ranks of a group at equal distances: first, first + stride, and so on, up to last (a triplet of MPI_Group_range_incl).</summary>
/// <param name="First">The first rank.</param>
/// <param name="Last">The rank that is not passed; it belongs to the range if a step falls on it.</param>
/// <param name="Stride">The step, not 0; negative counts down.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RankRange(int First, int Last, int Stride = 1);
