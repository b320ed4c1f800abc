namespace Twister2.Mpi;

/// <summary>How one dimension of an array is dealt out over processes: for <see cref="Datatype.Darray"/>.</summary>
public readonly record struct ArrayDistribution
{
    private ArrayDistribution(ArrayDistributionKind kind, int? blockSize) => (Kind, BlockSize) = (kind, blockSize);

    /// <summary>It is not dealt out; there is one process in this dimension (MPI_DISTRIBUTE_NONE).</summary>
    public static ArrayDistribution None => new(ArrayDistributionKind.None, null);

    /// <summary>One block for each process, as even as may be (MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_DFLT_DARG).</summary>
    public static ArrayDistribution Block => new(ArrayDistributionKind.Block, null);

    /// <summary>Which way (MPI_DISTRIBUTE_NONE, BLOCK, CYCLIC).</summary>
    internal ArrayDistributionKind Kind { get; }

    /// <summary>How many elements a block has; null for MPI's default.</summary>
    public int? BlockSize { get; }

    /// <summary>One block of so many elements for each process, the last ones shorter or empty (MPI_DISTRIBUTE_BLOCK).</summary>
    /// <param name="size">Elements of a block; all blocks together must hold the dimension.</param>
    public static ArrayDistribution Blocks(int size) => new(ArrayDistributionKind.Block, size);

    /// <summary>Blocks of so many elements, dealt to the processes in turn (MPI_DISTRIBUTE_CYCLIC).</summary>
    /// <param name="size">Elements of a block.</param>
    public static ArrayDistribution Cyclic(int size = 1) => new(ArrayDistributionKind.Cyclic, size);

    /// <summary>What is wrong for so many elements and processes; null for nothing.</summary>
    internal string? Problem(int elements, int processes)
    {
        if (Kind == ArrayDistributionKind.None)
            return processes == 1 ? null : $"it is not dealt out, and the grid has {processes} processes in it; give 1";
        if (BlockSize < 1)
            return $"the blocks have {BlockSize} elements; 1 is the least";
        return Kind == ArrayDistributionKind.Block && (long?)BlockSize * processes < elements
            ? $"{processes} blocks of {BlockSize} do not hold {elements} elements"
            : null;
    }
}

/// <summary>The ways of <see cref="ArrayDistribution"/>, in the order of the table of constants.</summary>
internal enum ArrayDistributionKind
{
    None,
    Block,
    Cyclic,
}
