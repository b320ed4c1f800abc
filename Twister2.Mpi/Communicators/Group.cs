using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// An ordered set of processes (MPI_Group). Its calls are local: a process may make them by itself. Dispose it when it has served;
/// there is no finaliser, because MPI may not be called from just any thread.
/// </summary>
public sealed unsafe class Group : IDisposable
{
    /// <summary>Stands for the rank of a process that is not in the group (MPI_UNDEFINED).</summary>
    public const int NoProcess = MpiAbi.Undefined;

    private readonly nint _handle;
    private bool _disposed;

    internal Group(nint handle) => _handle = handle;

#pragma warning disable IDE1006, CA1707 // MPI.NET spells it in lower case.

    /// <summary>The group without processes (MPI_GROUP_EMPTY).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Group empty
    {
        get
        {
            Native.EnsureLive("MPI_GROUP_EMPTY");
            return new Group(Native.Abi.GroupEmpty);
        }
    }

#pragma warning restore IDE1006, CA1707

    /// <summary>How many processes the group has (MPI_Group_size).</summary>
    /// <exception cref="MpiException">The group was disposed, or MPI has been finalised.</exception>
    public int Size
    {
        get
        {
            int size = 0;
            Native.Check(MpiFunctions.GroupSize(Handle, &size), "MPI_Group_size");
            return size;
        }
    }

    /// <summary>This process's place in the group, or <see cref="NoProcess"/> (MPI_Group_rank).</summary>
    /// <exception cref="MpiException">The group was disposed, or MPI has been finalised.</exception>
    public int Rank
    {
        get
        {
            int rank = 0;
            Native.Check(MpiFunctions.GroupRank(Handle, &rank), "MPI_Group_rank");
            return rank;
        }
    }

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The group was disposed, or MPI has been finalised.</exception>
    internal nint Handle
    {
        get
        {
            Native.EnsureLive("MPI_Group");
            return !_disposed
                ? _handle
                : throw new MpiException(ErrorClass.Group, "MPI_Group", "the group was disposed before this call");
        }
    }

    /// <summary>The processes of both: those of the first, then those that only the second has (MPI_Group_union).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public static Group operator |(Group group1, Group group2) => Combine(MpiFunctions.GroupUnion, group1, group2, "MPI_Group_union");

    /// <summary>The processes that are in both, in the order of the first (MPI_Group_intersection).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public static Group operator &(Group group1, Group group2) =>
        Combine(MpiFunctions.GroupIntersection, group1, group2, "MPI_Group_intersection");

    /// <summary>The processes of the first that are not in the second, in the order of the first (MPI_Group_difference).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public static Group operator -(Group group1, Group group2) =>
        Combine(MpiFunctions.GroupDifference, group1, group2, "MPI_Group_difference");

    /// <summary>The processes of both: those of this group, then those that only the other has (MPI_Group_union).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public Group Union(Group other) => this | other;

    /// <summary>The processes that are in both, in the order of this group (MPI_Group_intersection).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public Group Intersection(Group other) => this & other;

    /// <summary>The processes of this group that are not in the other (MPI_Group_difference).</summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public Group Difference(Group other) => this - other;

    /// <summary>The processes with these ranks, in the order in which the ranks are given (MPI_Group_incl).</summary>
    /// <param name="ranks">Ranks of this group, each at most once.</param>
    /// <exception cref="MpiException">A rank is not in the group, or is given twice.</exception>
    public Group IncludeOnly(params ReadOnlySpan<int> ranks)
    {
        CheckRanks(ranks, "MPI_Group_incl");
        nint result = 0;
        fixed (int* first = ranks)
            Native.Check(MpiFunctions.GroupIncl(Handle, ranks.Length, first, &result), "MPI_Group_incl");
        return new Group(result);
    }

    /// <summary>The processes of these ranges, in the order in which the ranges give them (MPI_Group_range_incl).</summary>
    /// <param name="ranges">Ranges of ranks of this group, no rank twice.</param>
    /// <exception cref="MpiException">A rank is not in the group or is given twice, or a stride is 0.</exception>
    public Group IncludeOnly(params ReadOnlySpan<RankRange> ranges)
    {
        CheckRanges(ranges, "MPI_Group_range_incl");
        nint result = 0;
        fixed (RankRange* first = ranges)
            Native.Check(MpiFunctions.GroupRangeIncl(Handle, ranges.Length, first, &result), "MPI_Group_range_incl");
        return new Group(result);
    }

    /// <summary>The processes without those of these ranks, in the order of this group (MPI_Group_excl).</summary>
    /// <param name="ranks">Ranks of this group, each at most once.</param>
    /// <exception cref="MpiException">A rank is not in the group, or is given twice.</exception>
    public Group Exclude(params ReadOnlySpan<int> ranks)
    {
        CheckRanks(ranks, "MPI_Group_excl");
        nint result = 0;
        fixed (int* first = ranks)
            Native.Check(MpiFunctions.GroupExcl(Handle, ranks.Length, first, &result), "MPI_Group_excl");
        return new Group(result);
    }

    /// <summary>The processes without those of these ranges, in the order of this group (MPI_Group_range_excl).</summary>
    /// <param name="ranges">Ranges of ranks of this group, no rank twice.</param>
    /// <exception cref="MpiException">A rank is not in the group or is given twice, or a stride is 0.</exception>
    public Group Exclude(params ReadOnlySpan<RankRange> ranges)
    {
        CheckRanges(ranges, "MPI_Group_range_excl");
        nint result = 0;
        fixed (RankRange* first = ranges)
            Native.Check(MpiFunctions.GroupRangeExcl(Handle, ranges.Length, first, &result), "MPI_Group_range_excl");
        return new Group(result);
    }

    /// <summary>The ranks that processes of this group have in another one (MPI_Group_translate_ranks).</summary>
    /// <param name="ranks">Ranks of this group; <see cref="Communicator.procNull"/> stays what it is.</param>
    /// <param name="other">The group to look in.</param>
    /// <returns>As many ranks of the other group; <see cref="NoProcess"/> for those it does not have.</returns>
    /// <exception cref="MpiException">A rank is not in the group, or a group was disposed.</exception>
    public int[] TranslateRanks(int[] ranks, Group other)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ArgumentNullException.ThrowIfNull(other);
        int size = Size;
        int procNull = Native.Abi.ProcNull;
        int[] native = Array.ConvertAll(ranks, rank => rank == Communicator.procNull ? procNull : InRange(rank, size, "MPI_Group_translate_ranks"));
        var result = new int[ranks.Length];
        fixed (int* from = native, to = result)
        {
            int code = MpiFunctions.GroupTranslateRanks(Handle, ranks.Length, from, other.Handle, to);
            Native.Check(code, "MPI_Group_translate_ranks");
        }

        for (int i = 0; i < result.Length; i++)
            result[i] = native[i] == procNull ? Communicator.procNull : result[i];
        return result;
    }

    /// <summary>
    /// Tells whether two groups have the same processes (MPI_Group_compare): identical with the same order, similar with another, unequal.
    /// </summary>
    /// <exception cref="MpiException">A group was disposed, or MPI has been finalised.</exception>
    public Comparison Compare(Group other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int result = 0;
        Native.Check(MpiFunctions.GroupCompare(Handle, other.Handle, &result), "MPI_Group_compare");
        return (Comparison)Array.IndexOf(Native.Abi.Comparisons, result);
    }

    /// <summary>Gives the group back (MPI_Group_free). Nothing happens for the empty group, a second time, or after MPI's end.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        nint handle = _handle;
        if (Native.IsLive && handle != Native.Abi.GroupEmpty)
            Native.Check(MpiFunctions.GroupFree(&handle), "MPI_Group_free");
    }

    private static Group Combine(delegate* unmanaged<nint, nint, nint*, int> combine, Group group1, Group group2, string function)
    {
        ArgumentNullException.ThrowIfNull(group1);
        ArgumentNullException.ThrowIfNull(group2);
        nint result = 0;
        Native.Check(combine(group1.Handle, group2.Handle, &result), function);
        return new Group(result);
    }

    private void CheckRanks(ReadOnlySpan<int> ranks, string function)
    {
        var seen = new bool[Size];
        foreach (int rank in ranks)
            Mark(seen, rank, function);
    }

    private void CheckRanges(ReadOnlySpan<RankRange> ranges, string function)
    {
        var seen = new bool[Size];
        foreach (var range in ranges)
        {
            if (range.Stride == 0)
                throw new MpiException(ErrorClass.Argument, function, $"the stride of {range} is 0");
            for (long rank = range.First; range.Stride > 0 ? rank <= range.Last : rank >= range.Last; rank += range.Stride)
                Mark(seen, (int)rank, function);
        }
    }

    private static void Mark(bool[] seen, int rank, string function)
    {
        if (seen[InRange(rank, seen.Length, function)])
            throw new MpiException(ErrorClass.Rank, function, $"rank {rank} is given twice");
        seen[rank] = true;
    }

    private static int InRange(int rank, int size, string function) => (uint)rank < (uint)size
        ? rank
        : throw new MpiException(ErrorClass.Rank, function, $"there is no rank {rank} in the group; it has {size} processes");
}
