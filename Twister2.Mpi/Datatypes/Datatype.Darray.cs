using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 5.1.4, arrays that are dealt out over a grid of processes, as in High Performance Fortran and ScaLAPACK.
public sealed unsafe partial class Datatype
{
    /// <summary>
    /// A process's part of an array of any number of dimensions that is dealt out over a grid of processes (MPI_Type_create_darray, MPI_ORDER_C). Its
    /// extent is that of the whole array: as a file's view it picks the part out of the file.
    /// </summary>
    /// <param name="size">How many processes the grid has: the product of its sizes.</param>
    /// <param name="rank">The process whose part it is; the last dimension of the grid changes fastest.</param>
    /// <param name="sizes">How many elements the whole array has in each dimension.</param>
    /// <param name="distributions">How each dimension is dealt out.</param>
    /// <param name="grid">How many processes there are in each dimension.</param>
    /// <exception cref="MpiException">There is not one number for each dimension, the grid is of another size, blocks do not hold all elements, the
    /// datatype was disposed, or the library failed.</exception>
    public Datatype Darray(
        int size, int rank, ReadOnlySpan<int> sizes, ReadOnlySpan<ArrayDistribution> distributions, ReadOnlySpan<int> grid)
    {
        const string Function = "MPI_Type_create_darray";
        nint element = Handle;
        CheckGrid(size, rank, sizes, distributions, grid, Function);
        Span<int> kinds = stackalloc int[sizes.Length];
        Span<int> arguments = stackalloc int[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            kinds[i] = Native.Abi.Distributions[(int)distributions[i].Kind];
            arguments[i] = distributions[i].BlockSize ?? Native.Abi.DefaultDistribution;
        }

        nint result = 0;
        fixed (int* whole = sizes, how = kinds, blocks = arguments, processes = grid)
        {
            int code = MpiFunctions.TypeDarray(size, rank, sizes.Length, whole, how, blocks, processes, Native.Abi.OrderC, element, &result);
            return Commit(code, result, Function);
        }
    }

    private static void CheckGrid(
        int size, int rank, ReadOnlySpan<int> sizes, ReadOnlySpan<ArrayDistribution> distributions, ReadOnlySpan<int> grid, string function)
    {
        if (sizes.IsEmpty || distributions.Length != sizes.Length || grid.Length != sizes.Length || sizes.Length > MaxDimensions)
        {
            throw new MpiException(
                ErrorClass.Argument, function, $"sizes, distributions and grid must have one entry for each dimension, 1 to {MaxDimensions} of them");
        }

        long processes = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] < 1 || grid[i] < 1)
                throw new MpiException(ErrorClass.Argument, function, $"dimension {i} has {sizes[i]} elements and {grid[i]} processes; 1 is the least");
            if (distributions[i].Problem(sizes[i], grid[i]) is { } problem)
                throw new MpiException(ErrorClass.Argument, function, $"dimension {i}: {problem}");
            processes *= grid[i];
        }

        if (processes != size || (uint)rank >= (uint)size)
            throw new MpiException(ErrorClass.Argument, function, $"the grid has {processes} places; {size} processes were given, and rank {rank}");
    }
}
