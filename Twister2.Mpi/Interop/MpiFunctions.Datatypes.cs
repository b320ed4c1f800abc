namespace Twister2.Mpi.Interop;

// MPI chapter 5: derived datatypes. Arrays of datatypes have the stride of the ABI.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<int, int, int, nint, nint*, int> TypeVector;
    public static delegate* unmanaged<int, int, nint, nint, nint*, int> TypeHvector;
    public static delegate* unmanaged<int, int*, int*, nint, nint*, int> TypeIndexed;
    public static delegate* unmanaged<int, int*, nint*, nint, nint*, int> TypeHindexed;
    public static delegate* unmanaged<int, int, int*, nint, nint*, int> TypeIndexedBlock;
    public static delegate* unmanaged<int, int, nint*, nint, nint*, int> TypeHindexedBlock;
    public static delegate* unmanaged<int, int*, int*, int*, int, nint, nint*, int> TypeSubarray;
    public static delegate* unmanaged<int, int, int, int*, int*, int*, int*, int, nint, nint*, int> TypeDarray;
    public static delegate* unmanaged<int, int*, nint*, void*, nint*, int> TypeStruct;
    public static delegate* unmanaged<nint, nint, nint, nint*, int> TypeResized;
    public static delegate* unmanaged<nint, nint*, int> TypeDup;
    public static delegate* unmanaged<nint*, int> TypeFree;
    public static delegate* unmanaged<nint, long*, int> TypeSizeX;
    public static delegate* unmanaged<nint, nint*, nint*, int> TypeGetExtent;
    public static delegate* unmanaged<nint, nint*, nint*, int> TypeGetTrueExtent;
    public static delegate* unmanaged<nint, byte*, int> TypeSetName;
    public static delegate* unmanaged<void*, int, nint, void*, int, int*, nint, int> Pack;
    public static delegate* unmanaged<void*, int, int*, void*, int, nint, nint, int> Unpack;
    public static delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, int> Alltoallw;
    public static delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, nint*, int> Ialltoallw;

    private static void ResolveDatatypes(Func<string, nint> find)
    {
        TypeVector = (delegate* unmanaged<int, int, int, nint, nint*, int>)find("MPI_Type_vector");
        TypeHvector = (delegate* unmanaged<int, int, nint, nint, nint*, int>)find("MPI_Type_create_hvector");
        TypeIndexed = (delegate* unmanaged<int, int*, int*, nint, nint*, int>)find("MPI_Type_indexed");
        TypeHindexed = (delegate* unmanaged<int, int*, nint*, nint, nint*, int>)find("MPI_Type_create_hindexed");
        TypeIndexedBlock = (delegate* unmanaged<int, int, int*, nint, nint*, int>)find("MPI_Type_create_indexed_block");
        TypeHindexedBlock = (delegate* unmanaged<int, int, nint*, nint, nint*, int>)find("MPI_Type_create_hindexed_block");
        TypeDarray = (delegate* unmanaged<int, int, int, int*, int*, int*, int*, int, nint, nint*, int>)find("MPI_Type_create_darray");
        TypeSubarray = (delegate* unmanaged<int, int*, int*, int*, int, nint, nint*, int>)find("MPI_Type_create_subarray");
        TypeStruct = (delegate* unmanaged<int, int*, nint*, void*, nint*, int>)find("MPI_Type_create_struct");
        TypeResized = (delegate* unmanaged<nint, nint, nint, nint*, int>)find("MPI_Type_create_resized");
        TypeDup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Type_dup");
        TypeFree = (delegate* unmanaged<nint*, int>)find("MPI_Type_free");
        TypeSizeX = (delegate* unmanaged<nint, long*, int>)find("MPI_Type_size_x");
        TypeGetExtent = (delegate* unmanaged<nint, nint*, nint*, int>)find("MPI_Type_get_extent");
        TypeGetTrueExtent = (delegate* unmanaged<nint, nint*, nint*, int>)find("MPI_Type_get_true_extent");
        TypeSetName = (delegate* unmanaged<nint, byte*, int>)find("MPI_Type_set_name");
        Pack = (delegate* unmanaged<void*, int, nint, void*, int, int*, nint, int>)find("MPI_Pack");
        Unpack = (delegate* unmanaged<void*, int, int*, void*, int, nint, nint, int>)find("MPI_Unpack");
        Alltoallw = (delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, int>)find("MPI_Alltoallw");
        Ialltoallw = (delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, nint*, int>)find("MPI_Ialltoallw");
    }
}
