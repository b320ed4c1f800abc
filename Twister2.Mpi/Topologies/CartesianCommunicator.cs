using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A communicator whose processes lie on a grid of any number of dimensions, each of which ends or goes round (MPI_Cart_create). Ranks go
/// through the grid with the last dimension fastest.
/// </summary>
public sealed unsafe class CartesianCommunicator : TopologicalCommunicator
{
    private readonly int[] _dimensions;
    private readonly bool[] _periodic;
    private readonly int[] _coordinates;

    /// <summary>Puts processes on a grid (MPI_Cart_create). Collective: every process of the old communicator must call this.</summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="ndims">How many dimensions.</param>
    /// <param name="dims">The size of the grid in each dimension.</param>
    /// <param name="periods">Whether each dimension goes round.</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <exception cref="MpiException">
    /// Sizes are wrong, the grid is larger than the communicator, or has no place for this process (see <see cref="Create"/>).
    /// </exception>
    public CartesianCommunicator(Intracommunicator oldComm, int ndims, int[] dims, bool[] periods, bool reorder)
        : this(NotLeftOut(CreateHandle(oldComm, First(dims, ndims), First(periods, ndims), reorder), "MPI_Cart_create"))
    {
    }

    internal CartesianCommunicator(nint handle)
        : base(handle)
    {
        int count = 0;
        Native.Check(MpiFunctions.CartdimGet(handle, &count), "MPI_Cartdim_get");
        _dimensions = new int[count];
        _coordinates = new int[count];
        var periods = new int[count];
        fixed (int* dims = _dimensions, around = periods, place = _coordinates)
            Native.Check(MpiFunctions.CartGet(handle, count, dims, around, place), "MPI_Cart_get");
        _periodic = Array.ConvertAll(periods, p => p != 0);
        int[] neighbors = new int[2 * count];
        for (int i = 0; i < count; i++)
            Shift(i, 1, out neighbors[2 * i], out neighbors[(2 * i) + 1]);
        SetNeighbors(neighbors, neighbors);
    }

    /// <summary>The size of the grid in each dimension (MPI_Cart_get).</summary>
    public int[] Dimensions => [.. _dimensions];

    /// <summary>Whether each dimension goes round (MPI_Cart_get).</summary>
    public bool[] Periodic => [.. _periodic];

    /// <summary>This process's place on the grid (MPI_Cart_get).</summary>
    public int[] Coordinates => [.. _coordinates];

    /// <summary>The other processes at distance 1 from this one, each once: in each dimension the lower, then the upper (MPI_Cart_shift).</summary>
    public override int[] Neighbors => NeighborsOf(Rank);

    /// <summary>How many pairs of neighbours the grid has, by its sizes and periods (MPI_Cart_get).</summary>
    public int NumEdges
    {
        get
        {
            int edges = 0;
            for (int i = 0; i < _dimensions.Length; i++)
            {
                int around = _periodic[i] && _dimensions[i] > 2 ? 1 : 0;
                edges += (_dimensions[i] - 1 + around) * (Size / _dimensions[i]);
            }

            return edges;
        }
    }

    /// <summary>
    /// Puts processes on a grid that may have fewer places than there are processes (MPI_Cart_create). Collective: every process of the old
    /// communicator must call this.
    /// </summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="dims">The size of the grid in each dimension.</param>
    /// <param name="periods">Whether each dimension goes round.</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <returns>The new communicator; null on a process that has no place on the grid.</returns>
    /// <exception cref="MpiException">Sizes are wrong, or the grid is larger than the communicator.</exception>
    public static CartesianCommunicator? Create(
        Intracommunicator oldComm, ReadOnlySpan<int> dims, ReadOnlySpan<bool> periods, bool reorder = false)
    {
        nint handle = CreateHandle(oldComm, dims, periods, reorder);
        return handle == Native.Abi.CommNull ? null : new CartesianCommunicator(handle);
    }

    /// <summary>
    /// Chooses sizes, as equal as can be, for a grid of so many places (MPI_Dims_create). Local.
    /// </summary>
    /// <param name="nnodes">How many places the grid shall have.</param>
    /// <param name="ndims">How many dimensions.</param>
    /// <param name="dims">Sizes that are not 0 stay; the others are filled in.</param>
    /// <exception cref="MpiException">No such grid exists.</exception>
    public static void ComputeDimensions(int nnodes, int ndims, ref int[] dims)
    {
        ArgumentNullException.ThrowIfNull(dims);
        Native.EnsureLive("MPI_Dims_create");
        long given = 1;
        foreach (int size in First(dims, ndims))
            given *= size >= 0 ? Math.Max(1, size) : throw new MpiException(ErrorClass.Dimensions, "MPI_Dims_create", $"a size is {size}");
        if (nnodes < 1 || nnodes % given != 0 || (First(dims, ndims).IndexOf(0) < 0 && nnodes != given))
            throw new MpiException(ErrorClass.Dimensions, "MPI_Dims_create", $"a grid of {nnodes} places cannot have the sizes given, {given} in all");
        fixed (int* sizes = dims)
            Native.Check(MpiFunctions.DimsCreate(nnodes, ndims, sizes), "MPI_Dims_create");
    }

    /// <summary>The rank that this process should have on such a grid, to suit the machine (MPI_Cart_map).</summary>
    /// <returns>The rank; <see cref="Communicator.undefined"/> for a process without a place.</returns>
    /// <exception cref="MpiException">Sizes are wrong, or the grid is larger than the communicator.</exception>
    public static int Map(Intracommunicator oldComm, int ndims, int[] dims, bool[] periods)
    {
        int places = CheckGrid(oldComm, First(dims, ndims), First(periods, ndims), "MPI_Cart_map");
        int[] around = Array.ConvertAll(periods, p => p ? 1 : 0);
        int rank = 0;
        fixed (int* sizes = dims, rounds = around)
            return Advised(MpiFunctions.CartMap(oldComm.Handle, ndims, sizes, rounds, &rank), rank, places, "MPI_Cart_map");
    }

    /// <inheritdoc/>
    public override CartesianCommunicator Clone() => new(Duplicate());

    /// <inheritdoc/>
    public override CartesianCommunicator Clone(Info info) => new(Duplicate(info));

    /// <summary>The rank at a place of the grid (MPI_Cart_rank).</summary>
    /// <param name="coords">A coordinate for each dimension; in one that goes round any number.</param>
    /// <exception cref="MpiException">There is no such place.</exception>
    public int GetCartesianRank(params ReadOnlySpan<int> coords)
    {
        nint comm = Handle;
        CheckCount(coords.Length, "MPI_Cart_rank");
        for (int i = 0; i < coords.Length; i++)
        {
            if (!_periodic[i] && (uint)coords[i] >= (uint)_dimensions[i])
            {
                throw new MpiException(
                    ErrorClass.Argument, "MPI_Cart_rank", $"coordinate {i} is {coords[i]}; that dimension ends, and goes from 0 to {_dimensions[i] - 1}");
            }
        }

        int rank = 0;
        fixed (int* place = coords)
            Native.Check(MpiFunctions.CartRank(comm, place, &rank), "MPI_Cart_rank");
        return rank;
    }

    /// <summary>The place of a rank on the grid (MPI_Cart_coords).</summary>
    /// <exception cref="MpiException">There is no such rank.</exception>
    public int[] GetCartesianCoordinates(int rank)
    {
        nint comm = Handle;
        if ((uint)rank >= (uint)Size)
            throw new MpiException(ErrorClass.Rank, "MPI_Cart_coords", $"there is no rank {rank}; the communicator has {Size}, numbered from 0");
        var coordinates = new int[_dimensions.Length];
        fixed (int* place = coordinates)
            Native.Check(MpiFunctions.CartCoords(comm, rank, coordinates.Length, place), "MPI_Cart_coords");
        return coordinates;
    }

    /// <summary>The other processes at distance 1 from one, each once: in each dimension the lower, then the upper (MPI_Cart_coords, MPI_Cart_rank).</summary>
    /// <exception cref="MpiException">There is no such rank.</exception>
    public int[] NeighborsOf(int rank)
    {
        int[] place = GetCartesianCoordinates(rank);
        var neighbors = new List<int>();
        for (int i = 0; i < place.Length; i++)
        {
            foreach (int step in (ReadOnlySpan<int>)[-1, 1])
            {
                int[] other = [.. place];
                other[i] += step;
                if (!_periodic[i] && (uint)other[i] >= (uint)_dimensions[i])
                    continue;
                int neighbor = GetCartesianRank(other);
                if (neighbor != rank && !neighbors.Contains(neighbor))
                    neighbors.Add(neighbor);
            }
        }

        return [.. neighbors];
    }

    /// <summary>Whom to receive from and send to when values move along one dimension (MPI_Cart_shift).</summary>
    /// <param name="direction">The dimension, from 0.</param>
    /// <param name="disp">How far values move; negative for downwards.</param>
    /// <param name="rankSource">The rank that values come from; <see cref="Communicator.procNull"/> past the end of the grid.</param>
    /// <param name="rankDest">The rank that values go to; <see cref="Communicator.procNull"/> past the end of the grid.</param>
    /// <exception cref="MpiException">There is no such dimension.</exception>
    public void Shift(int direction, int disp, out int rankSource, out int rankDest)
    {
        nint comm = Handle;
        if ((uint)direction >= (uint)_dimensions.Length)
            throw new MpiException(ErrorClass.Argument, "MPI_Cart_shift", $"there is no dimension {direction}; the grid has {_dimensions.Length}");
        int source = 0;
        int destination = 0;
        Native.Check(MpiFunctions.CartShift(comm, direction, disp, &source, &destination), "MPI_Cart_shift");
        rankSource = source == Native.Abi.ProcNull ? procNull : source;
        rankDest = destination == Native.Abi.ProcNull ? procNull : destination;
    }

    /// <summary>
    /// Cuts the grid into grids of fewer dimensions, and gives the one that this process is in (MPI_Cart_sub). Collective: every process
    /// must call this with the same dimensions.
    /// </summary>
    /// <param name="remainDims">For each dimension whether the new grids have it.</param>
    /// <exception cref="MpiException">There are not as many as dimensions, or the library failed.</exception>
    public CartesianCommunicator Subgrid(params ReadOnlySpan<bool> remainDims)
    {
        nint comm = Handle;
        CheckCount(remainDims.Length, "MPI_Cart_sub");
        var remain = new int[remainDims.Length];
        for (int i = 0; i < remain.Length; i++)
            remain[i] = remainDims[i] ? 1 : 0;
        nint result = 0;
        fixed (int* kept = remain)
            Native.Check(MpiFunctions.CartSub(comm, kept, &result), "MPI_Cart_sub");
        return new CartesianCommunicator(result);
    }

    /// <summary>The same with MPI.NET's numbers: a dimension stays where there is one other than 0 (MPI_Cart_sub). Collective.</summary>
    /// <exception cref="MpiException">There are not as many as dimensions, or the library failed.</exception>
    public CartesianCommunicator Subgrid(int[] remainDims)
    {
        ArgumentNullException.ThrowIfNull(remainDims);
        return Subgrid(Array.ConvertAll(remainDims, r => r != 0));
    }

    private void CheckCount(int count, string function)
    {
        if (count != _dimensions.Length)
            throw new MpiException(ErrorClass.Dimensions, function, $"{count} were given; the grid has {_dimensions.Length} dimensions");
    }

    private static nint CreateHandle(Intracommunicator oldComm, ReadOnlySpan<int> dims, ReadOnlySpan<bool> periods, bool reorder)
    {
        CheckGrid(oldComm, dims, periods, "MPI_Cart_create");
        var around = new int[periods.Length];
        for (int i = 0; i < around.Length; i++)
            around[i] = periods[i] ? 1 : 0;
        nint result = 0;
        fixed (int* sizes = dims, rounds = around)
        {
            int code = MpiFunctions.CartCreate(oldComm.Handle, dims.Length, sizes, rounds, reorder ? 1 : 0, &result);
            Native.Check(code, "MPI_Cart_create");
        }

        return result;
    }

    private static int CheckGrid(Intracommunicator oldComm, ReadOnlySpan<int> dims, ReadOnlySpan<bool> periods, string function)
    {
        ArgumentNullException.ThrowIfNull(oldComm);
        if (dims.Length != periods.Length)
            throw new MpiException(ErrorClass.Dimensions, function, $"there are {dims.Length} sizes and {periods.Length} periods");
        long places = 1;
        foreach (int size in dims)
        {
            if (size < 1)
                throw new MpiException(ErrorClass.Dimensions, function, $"a dimension has the size {size}; use 1 or more");
            places *= size;
            if (places > oldComm.Size)
                throw new MpiException(ErrorClass.Topology, function, $"the grid has more than the communicator's {oldComm.Size} places");
        }

        return (int)places;
    }

    private static ReadOnlySpan<T> First<T>(T[] values, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        return (uint)count <= (uint)values.Length
            ? values.AsSpan(0, count)
            : throw new MpiException(ErrorClass.Dimensions, "MPI_Cart", $"{count} dimensions need as many entries; there are {values.Length}");
    }
}
