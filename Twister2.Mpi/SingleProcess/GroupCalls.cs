using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Groups in a world of one: each has the process, or nobody.</summary>
internal static unsafe class GroupCalls
{
    [UnmanagedCallersOnly]
    public static int OfCommunicator(nint comm, nint* group)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.Communicator(comm);
            if (error == 0)
                *group = ProcessState.Groups.Add(true);
            return error;
        }
    }

    // There is no intercommunicator in a world of one.
    [UnmanagedCallersOnly]
    public static int NotInter(nint comm, nint* group) => (int)ErrorClass.Communicator;

    [UnmanagedCallersOnly]
    public static int NotInterSize(nint comm, int* size) => (int)ErrorClass.Communicator;

    [UnmanagedCallersOnly]
    public static int Size(nint group, int* size) => Answer(group, size, 1, 0);

    [UnmanagedCallersOnly]
    public static int Rank(nint group, int* rank) => Answer(group, rank, 0, Interop.MpiAbi.Undefined);

    [UnmanagedCallersOnly]
    public static int TranslateRanks(nint group, int count, int* ranks, nint other, int* result)
    {
        lock (ProcessState.Gate)
        {
            if (Find(group, other, out bool has, out bool otherHas) is var error && error != 0)
                return error;
            for (int i = 0; i < count; i++)
            {
                if (ranks[i] != Abi.ProcNull && !(has && ranks[i] == 0))
                    return (int)ErrorClass.Rank;
                result[i] = ranks[i] == Abi.ProcNull ? Abi.ProcNull : otherHas ? 0 : Interop.MpiAbi.Undefined;
            }

            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Compare(nint first, nint second, int* result)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(first, second, out bool has, out bool otherHas);
            *result = Abi.Table.Comparisons[has == otherHas ? 0 : 3];
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Union(nint first, nint second, nint* result) => Combine(first, second, (a, b) => a || b, result);

    [UnmanagedCallersOnly]
    public static int Intersection(nint first, nint second, nint* result) => Combine(first, second, (a, b) => a && b, result);

    [UnmanagedCallersOnly]
    public static int Difference(nint first, nint second, nint* result) => Combine(first, second, (a, b) => a && !b, result);

    [UnmanagedCallersOnly]
    public static int Include(nint group, int count, int* ranks, nint* result) => Select(group, count, result, has => has && count > 0);

    [UnmanagedCallersOnly]
    public static int Exclude(nint group, int count, int* ranks, nint* result) => Select(group, count, result, has => has && count == 0);

    [UnmanagedCallersOnly]
    public static int IncludeRanges(nint group, int count, void* ranges, nint* result) =>
        Select(group, CountRanks(count, (RankRange*)ranges), result, has => has && CountRanks(count, (RankRange*)ranges) > 0);

    [UnmanagedCallersOnly]
    public static int ExcludeRanges(nint group, int count, void* ranges, nint* result) =>
        Select(group, CountRanks(count, (RankRange*)ranges), result, has => has && CountRanks(count, (RankRange*)ranges) == 0);

    [UnmanagedCallersOnly]
    public static int Free(nint* group)
    {
        lock (ProcessState.Gate)
        {
            bool known = *group != Abi.Table.GroupEmpty && ProcessState.Groups.Remove(*group);
            *group = Abi.Table.GroupNull;
            return known ? Abi.Success : (int)ErrorClass.Group;
        }
    }

    [UnmanagedCallersOnly]
    public static int Create(nint comm, nint group, nint* result) => CreateOf(comm, group, result);

    [UnmanagedCallersOnly]
    public static int CreateGroup(nint comm, nint group, int tag, nint* result) => CreateOf(comm, group, result);

    private static int CreateOf(nint comm, nint group, nint* result)
    {
        lock (ProcessState.Gate)
        {
            *result = Abi.Table.CommNull;
            if (!ProcessState.Groups.TryGet(group, out bool has))
                return (int)ErrorClass.Group;
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            if (has)
                *result = ProcessState.Add(new SingleCommunicator("") { ErrorHandler = known.ErrorHandler });
            return Abi.Success;
        }
    }

    private static int CountRanks(int count, RankRange* ranges)
    {
        long ranks = 0;
        for (int i = 0; i < count; i++)
            ranks += Math.Max(0, (((long)ranges[i].Last - ranges[i].First) / ranges[i].Stride) + 1);
        return (int)ranks;
    }

    private static int Select(nint group, int count, nint* result, Func<bool, bool> select)
    {
        lock (ProcessState.Gate)
        {
            if (!ProcessState.Groups.TryGet(group, out bool has))
                return (int)ErrorClass.Group;
            if (count < 0 || count > (has ? 1 : 0))
                return (int)ErrorClass.Rank;
            *result = Make(select(has));
            return Abi.Success;
        }
    }

    private static int Combine(nint first, nint second, Func<bool, bool, bool> combine, nint* result)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(first, second, out bool has, out bool otherHas);
            if (error == 0)
                *result = Make(combine(has, otherHas));
            return error;
        }
    }

    private static nint Make(bool has) => has ? ProcessState.Groups.Add(true) : Abi.Table.GroupEmpty;

    private static int Find(nint first, nint second, out bool has, out bool otherHas) =>
        ProcessState.Groups.TryGet(first, out has) & ProcessState.Groups.TryGet(second, out otherHas) ? Abi.Success : (int)ErrorClass.Group;

    private static int Answer(nint group, int* target, int full, int empty)
    {
        lock (ProcessState.Gate)
        {
            bool known = ProcessState.Groups.TryGet(group, out bool has);
            *target = has ? full : empty;
            return known ? Abi.Success : (int)ErrorClass.Group;
        }
    }
}
