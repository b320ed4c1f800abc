namespace Twister2.Mpi.Interop;

/// <summary>What MPI says about its predefined datatypes on 64-bit Unix: the self-test asks the library for the same.</summary>
internal static class DatatypeFacts
{
    /// <summary>MPI's name without the prefix, and the size in bytes, in the order of <see cref="DatatypeKind"/>.</summary>
    public static readonly (string Name, int Size)[] All =
    [
        ("CHAR", 1), ("SIGNED_CHAR", 1), ("UNSIGNED_CHAR", 1), ("BYTE", 1), ("WCHAR", 4), ("SHORT", 2), ("UNSIGNED_SHORT", 2),
        ("INT", 4), ("UNSIGNED", 4), ("LONG", 8), ("UNSIGNED_LONG", 8), ("LONG_LONG", 8), ("UNSIGNED_LONG_LONG", 8),
        ("FLOAT", 4), ("DOUBLE", 8), ("LONG_DOUBLE", 16), ("INT8_T", 1), ("UINT8_T", 1), ("INT16_T", 2), ("UINT16_T", 2),
        ("INT32_T", 4), ("UINT32_T", 4), ("INT64_T", 8), ("UINT64_T", 8), ("C_BOOL", 1), ("C_FLOAT_COMPLEX", 8),
        ("C_DOUBLE_COMPLEX", 16), ("AINT", 8), ("COUNT", 8), ("OFFSET", 8), ("PACKED", 1), ("FLOAT_INT", 8), ("DOUBLE_INT", 12),
        ("LONG_INT", 12), ("SHORT_INT", 6), ("2INT", 8), ("LONG_DOUBLE_INT", 20),
    ];

    /// <summary>MPI_LONG_LONG and MPI_C_FLOAT_COMPLEX each have two names; a library may report either.</summary>
    public static bool SameName(string expected, string reported) =>
        reported == expected
        || (expected, reported) is ("MPI_LONG_LONG", "MPI_LONG_LONG_INT") or ("MPI_C_FLOAT_COMPLEX", "MPI_C_COMPLEX");
}
