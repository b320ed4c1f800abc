using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 5.1, what datatypes are made of.
public sealed unsafe partial class Datatype
{
    /// <summary>So many elements, one after the other (MPI_Type_contiguous).</summary>
    /// <exception cref="MpiException">The count is negative, the datatype was disposed, or the library failed.</exception>
    public Datatype Contiguous(int count)
    {
        CheckCount(count, "MPI_Type_contiguous");
        nint result = 0;
        return Commit(MpiFunctions.TypeContiguous(count, Handle, &result), result, "MPI_Type_contiguous");
    }

    /// <summary>Blocks at equal distances, such as a column of a matrix (MPI_Type_vector).</summary>
    /// <param name="count">How many blocks.</param>
    /// <param name="blockLength">How many elements each block has.</param>
    /// <param name="stride">From the start of one block to the next, in extents of the element.</param>
    /// <exception cref="MpiException">A count is negative, the datatype was disposed, or the library failed.</exception>
    public Datatype Vector(int count, int blockLength, int stride)
    {
        CheckCount(count, "MPI_Type_vector");
        CheckCount(blockLength, "MPI_Type_vector");
        nint result = 0;
        return Commit(MpiFunctions.TypeVector(count, blockLength, stride, Handle, &result), result, "MPI_Type_vector");
    }

    /// <summary>Blocks at equal distances in bytes (MPI_Type_create_hvector).</summary>
    /// <param name="count">How many blocks.</param>
    /// <param name="blockLength">How many elements each block has.</param>
    /// <param name="strideBytes">From the start of one block to the next, in bytes.</param>
    /// <exception cref="MpiException">A count is negative, the datatype was disposed, or the library failed.</exception>
    public Datatype HVector(int count, int blockLength, long strideBytes)
    {
        CheckCount(count, "MPI_Type_create_hvector");
        CheckCount(blockLength, "MPI_Type_create_hvector");
        nint result = 0;
        return Commit(
            MpiFunctions.TypeHvector(count, blockLength, (nint)strideBytes, Handle, &result), result, "MPI_Type_create_hvector");
    }

    /// <summary>Blocks of any length in any places (MPI_Type_indexed).</summary>
    /// <param name="blockLengths">How many elements each block has.</param>
    /// <param name="displacements">Where each block starts, in extents of the element.</param>
    /// <exception cref="MpiException">There is not one place for each block, a length is negative, the datatype was disposed, or the library
    /// failed.</exception>
    public Datatype Indexed(ReadOnlySpan<int> blockLengths, ReadOnlySpan<int> displacements)
    {
        CheckBlocks(blockLengths, displacements.Length, "MPI_Type_indexed");
        nint result = 0;
        fixed (int* lengths = blockLengths, places = displacements)
            return Commit(MpiFunctions.TypeIndexed(blockLengths.Length, lengths, places, Handle, &result), result, "MPI_Type_indexed");
    }

    /// <summary>Blocks of equal length in any places (MPI_Type_create_indexed_block).</summary>
    /// <param name="blockLength">How many elements each block has.</param>
    /// <param name="displacements">Where each block starts, in extents of the element.</param>
    /// <exception cref="MpiException">The length is negative, the datatype was disposed, or the library failed.</exception>
    public Datatype IndexedBlock(int blockLength, ReadOnlySpan<int> displacements)
    {
        CheckCount(blockLength, "MPI_Type_create_indexed_block");
        nint result = 0;
        fixed (int* places = displacements)
        {
            int code = MpiFunctions.TypeIndexedBlock(displacements.Length, blockLength, places, Handle, &result);
            return Commit(code, result, "MPI_Type_create_indexed_block");
        }
    }

    /// <summary>Blocks of equal length in any places, which are given in bytes (MPI_Type_create_hindexed_block).</summary>
    /// <param name="blockLength">How many elements each block has.</param>
    /// <param name="displacements">Where each block starts, in bytes.</param>
    /// <exception cref="MpiException">The length is negative, the datatype was disposed, or the library failed.</exception>
    public Datatype HIndexedBlock(int blockLength, ReadOnlySpan<long> displacements)
    {
        CheckCount(blockLength, "MPI_Type_create_hindexed_block");
        nint result = 0;
        fixed (long* places = displacements)
        {
            int code = MpiFunctions.TypeHindexedBlock(displacements.Length, blockLength, (nint*)places, Handle, &result);
            return Commit(code, result, "MPI_Type_create_hindexed_block");
        }
    }

    /// <summary>Blocks of any length in any places, which are given in bytes (MPI_Type_create_hindexed).</summary>
    /// <param name="blockLengths">How many elements each block has.</param>
    /// <param name="displacements">Where each block starts, in bytes.</param>
    /// <exception cref="MpiException">There is not one place for each block, a length is negative, the datatype was disposed, or the library
    /// failed.</exception>
    public Datatype HIndexed(ReadOnlySpan<int> blockLengths, ReadOnlySpan<long> displacements)
    {
        CheckBlocks(blockLengths, displacements.Length, "MPI_Type_create_hindexed");
        nint result = 0;
        fixed (int* lengths = blockLengths)
        fixed (long* places = displacements)
        {
            int code = MpiFunctions.TypeHindexed(blockLengths.Length, lengths, (nint*)places, Handle, &result);
            return Commit(code, result, "MPI_Type_create_hindexed");
        }
    }

    /// <summary>
    /// A box out of an array of any number of dimensions, the last of which lies together as in C# (MPI_Type_create_subarray, MPI_ORDER_C). Its
    /// extent is that of the whole array.
    /// </summary>
    /// <param name="sizes">How many elements the whole array has in each dimension.</param>
    /// <param name="subSizes">How many the box has.</param>
    /// <param name="starts">Where the box starts, from 0.</param>
    /// <exception cref="MpiException">The box is empty, or does not lie inside the array, the datatype was disposed, or the library
    /// failed.</exception>
    public Datatype Subarray(ReadOnlySpan<int> sizes, ReadOnlySpan<int> subSizes, ReadOnlySpan<int> starts)
    {
        const string Function = "MPI_Type_create_subarray";
        if (sizes.IsEmpty || subSizes.Length != sizes.Length || starts.Length != sizes.Length)
            throw new MpiException(ErrorClass.Argument, Function, "sizes, subSizes and starts must have one number for each dimension, and one at least");
        for (int i = 0; i < sizes.Length; i++)
        {
            if (subSizes[i] < 1 || starts[i] < 0 || (long)starts[i] + subSizes[i] > sizes[i])
            {
                throw new MpiException(
                    ErrorClass.Argument, Function, $"dimension {i}: {subSizes[i]} elements from {starts[i]} on do not lie inside {sizes[i]}");
            }
        }

        nint result = 0;
        fixed (int* whole = sizes, part = subSizes, first = starts)
            return Commit(MpiFunctions.TypeSubarray(sizes.Length, whole, part, first, Native.Abi.OrderC, Handle, &result), result, Function);
    }

    /// <summary>The same data with other bounds, so that the elements of an array of it lie closer or farther apart (MPI_Type_create_resized).</summary>
    /// <param name="lowerBound">Where an element begins, in bytes.</param>
    /// <param name="extent">From one element to the next, in bytes.</param>
    /// <exception cref="MpiException">The datatype was disposed, or the library failed.</exception>
    public Datatype Resized(long lowerBound, long extent)
    {
        nint result = 0;
        return Commit(MpiFunctions.TypeResized(Handle, (nint)lowerBound, (nint)extent, &result), result, "MPI_Type_create_resized");
    }

    /// <summary>Blocks of several datatypes, such as the fields of a struct (MPI_Type_create_struct).</summary>
    /// <param name="blockLengths">How many elements each block has.</param>
    /// <param name="displacements">Where each block starts, in bytes.</param>
    /// <param name="types">The datatype of each block's elements.</param>
    /// <exception cref="MpiException">There is not one place and datatype for each block, a length is negative, a datatype was disposed, or the
    /// library failed.</exception>
    public static Datatype Struct(ReadOnlySpan<int> blockLengths, ReadOnlySpan<long> displacements, ReadOnlySpan<Datatype> types)
    {
        const string Function = "MPI_Type_create_struct";
        Native.EnsureLive(Function);
        CheckBlocks(blockLengths, displacements.Length, Function);
        CheckBlocks(blockLengths, types.Length, Function);
        var handles = Handles(types, Function);
        nint result = 0;
        fixed (int* lengths = blockLengths)
        fixed (long* places = displacements)
        {
            int code = MpiFunctions.TypeStruct(blockLengths.Length, lengths, (nint*)places, handles.Pointer, &result);
            GC.KeepAlive(handles);
            return Commit(code, result, Function);
        }
    }

    /// <summary>The handles of several datatypes, as MPI wants them.</summary>
    internal static HandleArray Handles(ReadOnlySpan<Datatype> types, string function)
    {
        var handles = new HandleArray(Native.Abi.HandleSize);
        handles.EnsureCapacity(types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] is null)
                throw new MpiException(ErrorClass.Type, function, $"datatype {i} is null");
            handles.SetHandle(i, types[i].Handle);
        }

        return handles;
    }

    private static Datatype Commit(int code, nint handle, string function)
    {
        Native.Check(code, function);
        Native.Check(MpiFunctions.TypeCommit(&handle), "MPI_Type_commit");
        return new Datatype(handle, permanent: false);
    }

    private static void CheckCount(int count, string function)
    {
        if (count < 0)
            throw new MpiException(ErrorClass.Count, function, $"the count is {count}");
    }

    private static void CheckBlocks(ReadOnlySpan<int> lengths, int others, string function)
    {
        if (lengths.Length != others)
            throw new MpiException(ErrorClass.Count, function, $"there are {lengths.Length} lengths of blocks, but {others} places or datatypes");
        foreach (int length in lengths)
            CheckCount(length, function);
    }
}
