namespace Twister2.Mpi.SingleProcess;

// MPI chapter 7.3 and 7.4: groups, communicators out of groups, hints.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddGroups()
    {
        Functions["MPI_Comm_group"] = (nint)(delegate* unmanaged<nint, nint*, int>)&GroupCalls.OfCommunicator;
        Functions["MPI_Comm_remote_group"] = (nint)(delegate* unmanaged<nint, nint*, int>)&GroupCalls.NotInter;
        Functions["MPI_Comm_remote_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&GroupCalls.NotInterSize;
        Functions["MPI_Group_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&GroupCalls.Size;
        Functions["MPI_Group_rank"] = (nint)(delegate* unmanaged<nint, int*, int>)&GroupCalls.Rank;
        Functions["MPI_Group_translate_ranks"] = (nint)(delegate* unmanaged<nint, int, int*, nint, int*, int>)&GroupCalls.TranslateRanks;
        Functions["MPI_Group_compare"] = (nint)(delegate* unmanaged<nint, nint, int*, int>)&GroupCalls.Compare;
        Functions["MPI_Group_union"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&GroupCalls.Union;
        Functions["MPI_Group_intersection"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&GroupCalls.Intersection;
        Functions["MPI_Group_difference"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&GroupCalls.Difference;
        Functions["MPI_Group_incl"] = (nint)(delegate* unmanaged<nint, int, int*, nint*, int>)&GroupCalls.Include;
        Functions["MPI_Group_excl"] = (nint)(delegate* unmanaged<nint, int, int*, nint*, int>)&GroupCalls.Exclude;
        Functions["MPI_Group_range_incl"] = (nint)(delegate* unmanaged<nint, int, void*, nint*, int>)&GroupCalls.IncludeRanges;
        Functions["MPI_Group_range_excl"] = (nint)(delegate* unmanaged<nint, int, void*, nint*, int>)&GroupCalls.ExcludeRanges;
        Functions["MPI_Group_free"] = (nint)(delegate* unmanaged<nint*, int>)&GroupCalls.Free;
        Functions["MPI_Comm_create"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&GroupCalls.Create;
        Functions["MPI_Comm_create_group"] = (nint)(delegate* unmanaged<nint, nint, int, nint*, int>)&GroupCalls.CreateGroup;
    }
}
