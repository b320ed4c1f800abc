namespace Twister2.Mpi.Interop;

/// <summary>
/// A count beyond what an int holds as one element of a derived type: many chunks and the rest (the way of BigMPI). For libraries without the functions
/// that take long counts.
/// </summary>
internal static unsafe class LargeCounts
{
    /// <summary>The largest count that the plain functions take; tests lower it.</summary>
    public static long Limit { get; set; } = int.MaxValue;

    /// <summary>True in tests that want derived types although the library takes long counts.</summary>
    public static bool AvoidLong { get; set; }

    /// <summary>The base type of <typeparamref name="T"/>, and how many of it so many values are.</summary>
    /// <exception cref="MpiException">The count is negative, or more bytes than a long counts.</exception>
    public static nint BaseType<T>(long length, string function, out long count)
        where T : unmanaged
    {
        if (length < 0)
            throw new MpiException(ErrorClass.Count, function, $"the count is {length}");
        if (length > long.MaxValue / sizeof(T))
            throw new MpiException(ErrorClass.Count, function, $"{length} values of {sizeof(T)} bytes are more than there can be");
        DatatypeKind kind = Datatypes.KindOf<T>();
        count = kind == DatatypeKind.Byte ? length * sizeof(T) : length;
        return Native.Abi.Datatype(kind);
    }

    /// <summary>A committed type of which one element is <paramref name="count"/> of the base type; the caller frees it.</summary>
    public static nint Create(nint baseType, long count, long elementBytes)
    {
        // A chunk and the number of chunks both fit an int up to 2^62 elements.
        int chunk = (int)Math.Min(Limit, 1 << 30);
        nint chunkType = Contiguous(chunk, baseType);
        nint body = Contiguous(checked((int)(count / chunk)), chunkType);
        nint rest = Contiguous((int)(count % chunk), baseType);
        int* lengths = stackalloc int[] { 1, 1 };
        nint* places = stackalloc nint[] { 0, (nint)(count / chunk * chunk * elementBytes) };
        var types = new HandleArray(Native.Abi.HandleSize);
        types.EnsureCapacity(2);
        types.SetHandle(0, body);
        types.SetHandle(1, rest);
        nint whole = 0;
        Native.Check(MpiFunctions.TypeStruct(2, lengths, places, types.Pointer, &whole), "MPI_Type_create_struct");
        Native.Check(MpiFunctions.TypeCommit(&whole), "MPI_Type_commit");
        foreach (nint part in (ReadOnlySpan<nint>)[chunkType, body, rest])
            Free(part);
        return whole;
    }

    /// <summary>Gives a type back; operations under way that use it go on.</summary>
    public static void Free(nint type) => Native.Check(MpiFunctions.TypeFree(&type), "MPI_Type_free");

    private static nint Contiguous(int count, nint type)
    {
        nint result = 0;
        Native.Check(MpiFunctions.TypeContiguous(count, type, &result), "MPI_Type_contiguous");
        return result;
    }
}
