namespace Twister2.Mpi.Interop;

// MPI chapter 7.3 and 7.4: groups, communicators out of groups, hints.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, nint*, int> CommGroup;
    public static delegate* unmanaged<nint, nint*, int> CommRemoteGroup;
    public static delegate* unmanaged<nint, int*, int> CommRemoteSize;
    public static delegate* unmanaged<nint, int*, int> GroupSize;
    public static delegate* unmanaged<nint, int*, int> GroupRank;
    public static delegate* unmanaged<nint, int, int*, nint, int*, int> GroupTranslateRanks;
    public static delegate* unmanaged<nint, nint, int*, int> GroupCompare;
    public static delegate* unmanaged<nint, nint, nint*, int> GroupUnion;
    public static delegate* unmanaged<nint, nint, nint*, int> GroupIntersection;
    public static delegate* unmanaged<nint, nint, nint*, int> GroupDifference;
    public static delegate* unmanaged<nint, int, int*, nint*, int> GroupIncl;
    public static delegate* unmanaged<nint, int, int*, nint*, int> GroupExcl;
    public static delegate* unmanaged<nint, int, void*, nint*, int> GroupRangeIncl;
    public static delegate* unmanaged<nint, int, void*, nint*, int> GroupRangeExcl;
    public static delegate* unmanaged<nint*, int> GroupFree;
    public static delegate* unmanaged<nint, nint, nint*, int> CommCreate;
    public static delegate* unmanaged<nint, nint, int, nint*, int> CommCreateGroup;

    private static void ResolveGroups(Func<string, nint> find)
    {
        CommGroup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_group");
        CommRemoteGroup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_remote_group");
        CommRemoteSize = (delegate* unmanaged<nint, int*, int>)find("MPI_Comm_remote_size");
        GroupSize = (delegate* unmanaged<nint, int*, int>)find("MPI_Group_size");
        GroupRank = (delegate* unmanaged<nint, int*, int>)find("MPI_Group_rank");
        GroupTranslateRanks = (delegate* unmanaged<nint, int, int*, nint, int*, int>)find("MPI_Group_translate_ranks");
        GroupCompare = (delegate* unmanaged<nint, nint, int*, int>)find("MPI_Group_compare");
        GroupUnion = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Group_union");
        GroupIntersection = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Group_intersection");
        GroupDifference = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Group_difference");
        GroupIncl = (delegate* unmanaged<nint, int, int*, nint*, int>)find("MPI_Group_incl");
        GroupExcl = (delegate* unmanaged<nint, int, int*, nint*, int>)find("MPI_Group_excl");
        GroupRangeIncl = (delegate* unmanaged<nint, int, void*, nint*, int>)find("MPI_Group_range_incl");
        GroupRangeExcl = (delegate* unmanaged<nint, int, void*, nint*, int>)find("MPI_Group_range_excl");
        GroupFree = (delegate* unmanaged<nint*, int>)find("MPI_Group_free");
        CommCreate = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Comm_create");
        CommCreateGroup = (delegate* unmanaged<nint, nint, int, nint*, int>)find("MPI_Comm_create_group");
    }
}
