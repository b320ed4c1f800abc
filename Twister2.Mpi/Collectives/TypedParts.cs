using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>The parts of a collective that has a datatype, a count and a place in bytes for each: their checks, and their datatypes as MPI wants them.</summary>
internal static unsafe class TypedParts
{
    /// <summary>Checks that there is one of each for every part, and that all lie inside the memory: a library would read and write beside it.</summary>
    public static void Check(
        long bytes, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, ReadOnlySpan<Datatype> types, int parts, string function)
    {
        CheckNumber(counts.Length, displacements.Length, types.Length, parts, function);
        for (int i = 0; i < parts; i++)
            CheckInside(bytes, counts[i], displacements[i], types[i], i, function);
    }

    /// <inheritdoc cref="Check(long, ReadOnlySpan{int}, ReadOnlySpan{int}, ReadOnlySpan{Datatype}, int, string)"/>
    public static void Check(
        long bytes, ReadOnlySpan<int> counts, ReadOnlySpan<nint> displacements, ReadOnlySpan<Datatype> types, int parts, string function)
    {
        CheckNumber(counts.Length, displacements.Length, types.Length, parts, function);
        for (int i = 0; i < parts; i++)
            CheckInside(bytes, counts[i], displacements[i], types[i], i, function);
    }

    /// <summary>Writes handles of 4 or 8 bytes, one after the other.</summary>
    /// <param name="types">The datatypes.</param>
    /// <param name="target">Room for as many handles of 8 bytes.</param>
    public static void PutHandles(ReadOnlySpan<Datatype> types, nint* target)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (Native.Abi.HandleSize == sizeof(int))
                ((int*)target)[i] = unchecked((int)types[i].Handle);
            else
                target[i] = types[i].Handle;
        }
    }

    /// <summary>Writes counts as MPI's functions for long counts take them.</summary>
    public static void PutCounts(ReadOnlySpan<int> counts, Span<long> target)
    {
        for (int i = 0; i < counts.Length; i++)
            target[i] = counts[i];
    }

    private static void CheckNumber(int counts, int displacements, int types, int parts, string function)
    {
        if (counts != parts || displacements != parts || types != parts)
        {
            throw new MpiException(
                ErrorClass.Count,
                function,
                $"{counts} counts, {displacements} displacements and {types} datatypes were given; {parts} of each are needed, one for each part");
        }
    }

    private static void CheckInside(long bytes, int count, long displacement, Datatype type, int part, string function)
    {
        if (type is null)
            throw new MpiException(ErrorClass.Type, function, $"the datatype of part {part} is null");
        type.CheckInside(bytes, displacement, count, function);
    }
}
