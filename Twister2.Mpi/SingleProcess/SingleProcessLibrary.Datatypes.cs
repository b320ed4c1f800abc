namespace Twister2.Mpi.SingleProcess;

// MPI chapter 5: derived datatypes.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddDatatypes()
    {
        Functions["MPI_Type_get_name"] = (nint)(delegate* unmanaged<nint, byte*, int*, int>)&DatatypeCalls.GetName;
        Functions["MPI_Type_contiguous"] = (nint)(delegate* unmanaged<int, nint, nint*, int>)&DatatypeCalls.Contiguous;
        Functions["MPI_Type_vector"] = (nint)(delegate* unmanaged<int, int, int, nint, nint*, int>)&DatatypeCalls.Vector;
        Functions["MPI_Type_create_hvector"] = (nint)(delegate* unmanaged<int, int, nint, nint, nint*, int>)&DatatypeCalls.VectorInBytes;
        Functions["MPI_Type_indexed"] = (nint)(delegate* unmanaged<int, int*, int*, nint, nint*, int>)&DatatypeCalls.Indexed;
        Functions["MPI_Type_create_hindexed"] =
            (nint)(delegate* unmanaged<int, int*, nint*, nint, nint*, int>)&DatatypeCalls.IndexedInBytes;
        Functions["MPI_Type_create_indexed_block"] =
            (nint)(delegate* unmanaged<int, int, int*, nint, nint*, int>)&DatatypeCalls.IndexedBlock;
        Functions["MPI_Type_create_hindexed_block"] =
            (nint)(delegate* unmanaged<int, int, nint*, nint, nint*, int>)&DatatypeCalls.IndexedBlockInBytes;
        Functions["MPI_Type_create_darray"] =
            (nint)(delegate* unmanaged<int, int, int, int*, int*, int*, int*, int, nint, nint*, int>)&DistributedArray.Make;
        Functions["MPI_Pack"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, int*, nint, int>)&DatatypeCalls.Pack;
        Functions["MPI_Unpack"] = (nint)(delegate* unmanaged<void*, int, int*, void*, int, nint, nint, int>)&DatatypeCalls.Unpack;
        Functions["MPI_Type_create_subarray"] =
            (nint)(delegate* unmanaged<int, int*, int*, int*, int, nint, nint*, int>)&DatatypeCalls.Subarray;
        Functions["MPI_Type_create_struct"] = (nint)(delegate* unmanaged<int, int*, nint*, void*, nint*, int>)&DatatypeCalls.Struct;
        Functions["MPI_Type_create_resized"] = (nint)(delegate* unmanaged<nint, nint, nint, nint*, int>)&DatatypeCalls.Resized;
        Functions["MPI_Type_dup"] = (nint)(delegate* unmanaged<nint, nint*, int>)&DatatypeCalls.Duplicate;
        Functions["MPI_Type_free"] = (nint)(delegate* unmanaged<nint*, int>)&DatatypeCalls.Free;
        Functions["MPI_Type_size_x"] = (nint)(delegate* unmanaged<nint, long*, int>)&DatatypeCalls.Size;
        Functions["MPI_Type_get_extent"] = (nint)(delegate* unmanaged<nint, nint*, nint*, int>)&DatatypeCalls.Extent;
        Functions["MPI_Type_get_true_extent"] = (nint)(delegate* unmanaged<nint, nint*, nint*, int>)&DatatypeCalls.TrueExtent;
        Functions["MPI_Type_set_name"] = (nint)(delegate* unmanaged<nint, byte*, int>)&DatatypeCalls.SetName;
        Functions["MPI_Alltoallw"] =
            (nint)(delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, int>)&DatatypeCalls.AllToAll;
        Functions["MPI_Ialltoallw"] =
            (nint)(delegate* unmanaged<void*, int*, int*, void*, void*, int*, int*, void*, nint, nint*, int>)&DatatypeCalls.ImmediateAllToAll;
    }
}
