using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 12.5, active target: both sides take part.
public abstract unsafe partial class Window
{
    private const WindowAssertions FenceAssertions =
        WindowAssertions.NoPrecede | WindowAssertions.NoPut | WindowAssertions.NoStore | WindowAssertions.NoSucceed;

    private const WindowAssertions PostAssertions = WindowAssertions.NoCheck | WindowAssertions.NoPut | WindowAssertions.NoStore;

    /// <summary>
    /// Completes every operation that any process started since the last fence, and opens the next epoch, in which all may access all
    /// (MPI_Win_fence). Collective: every process of the window must call this.
    /// </summary>
    /// <param name="assertions">Promises; any but <see cref="WindowAssertions.NoCheck"/>. After one with
    /// <see cref="WindowAssertions.NoSucceed"/> no epoch is open.</param>
    /// <exception cref="MpiException">A lock, a start or a post is open, or the library failed.</exception>
    public void Fence(WindowAssertions assertions = WindowAssertions.None)
    {
        const string Function = "MPI_Win_fence";
        nint window = Handle;
        int native = ToNative(assertions, FenceAssertions, Function);
        if (_access is not (Access.None or Access.Fence))
            throw Wrong(Function, $"{Describe()}; close that first");
        if (_posted)
            throw Wrong(Function, "this process has posted its part; call Wait first");
        if (_access == Access.Fence && _used && (assertions & WindowAssertions.NoPrecede) != 0)
            throw new MpiException(ErrorClass.Assert, Function, "NoPrecede was asserted, but operations were started since the last fence");
        Native.Check(MpiFunctions.WinFence(native, window), Function);
        Buffers.ReleaseAll();
        _fenceOpen = (assertions & WindowAssertions.NoSucceed) == 0;
        _access = _fenceOpen ? Access.Fence : Access.None;
        _used = false;
    }

    /// <summary>Opens this process's part to some ranks, which access it between their start and their complete (MPI_Win_post). Does not wait.</summary>
    /// <param name="ranks">Those ranks, each once; their <see cref="Start(ReadOnlySpan{int}, WindowAssertions)"/> names this one.</param>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>, <see cref="WindowAssertions.NoPut"/>,
    /// <see cref="WindowAssertions.NoStore"/>.</param>
    /// <exception cref="MpiException">A rank is wrong or named twice, the part is posted already, or the library failed.</exception>
    public void Post(ReadOnlySpan<int> ranks, WindowAssertions assertions = WindowAssertions.None)
    {
        int native = BeginPost(assertions);
        CheckRanks(ranks, "MPI_Win_post");
        WithGroup(MpiFunctions.WinPost, ranks, native, "MPI_Win_post");
        _posted = true;
    }

    /// <summary>Opens this process's part to a group, whose processes access it between their start and their complete (MPI_Win_post). Does not wait.</summary>
    /// <param name="group">Those processes, all of the window; it may be disposed at once.</param>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>, <see cref="WindowAssertions.NoPut"/>,
    /// <see cref="WindowAssertions.NoStore"/>.</param>
    /// <exception cref="MpiException">The group has a process that the window has not, the part is posted already, or the library failed.</exception>
    public void Post(Group group, WindowAssertions assertions = WindowAssertions.None)
    {
        int native = BeginPost(assertions);
        RanksOf(group, "MPI_Win_post");
        Native.Check(MpiFunctions.WinPost(group.Handle, native, Handle), "MPI_Win_post");
        _posted = true;
    }

    /// <summary>Begins to access some ranks, each of which posts its part to this one (MPI_Win_start). May wait for their posts.</summary>
    /// <param name="ranks">Those ranks, each once.</param>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>: all of them have posted already, with the same promise.</param>
    /// <exception cref="MpiException">A rank is wrong or named twice, another epoch is open, or the library failed.</exception>
    public void Start(ReadOnlySpan<int> ranks, WindowAssertions assertions = WindowAssertions.None)
    {
        int native = BeginStart(assertions);
        CheckRanks(ranks, "MPI_Win_start");
        WithGroup(MpiFunctions.WinStart, ranks, native, "MPI_Win_start");
        Started(ranks);
    }

    /// <summary>Begins to access the processes of a group, each of which posts its part to this one (MPI_Win_start). May wait for their posts.</summary>
    /// <param name="group">Those processes, all of the window; it may be disposed at once.</param>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>: all of them have posted already, with the same promise.</param>
    /// <exception cref="MpiException">The group has a process that the window has not, another epoch is open, or the library failed.</exception>
    public void Start(Group group, WindowAssertions assertions = WindowAssertions.None)
    {
        int native = BeginStart(assertions);
        int[] ranks = RanksOf(group, "MPI_Win_start");
        Native.Check(MpiFunctions.WinStart(group.Handle, native, Handle), "MPI_Win_start");
        Started(ranks);
    }

    /// <summary>Ends the accesses since <see cref="Start(ReadOnlySpan{int}, WindowAssertions)"/>: the buffers can be used again (MPI_Win_complete).</summary>
    /// <exception cref="MpiException">There was no start, or the library failed.</exception>
    public void Complete()
    {
        const string Function = "MPI_Win_complete";
        nint window = Handle;
        if (_access != Access.Start)
            throw Wrong(Function, "there was no Start that this could complete");
        Native.Check(MpiFunctions.WinComplete(window), Function);
        Buffers.ReleaseAll();
        Array.Clear(_targets);
        _access = Access.None;
    }

    /// <summary>Blocks until all ranks named in <see cref="Post(ReadOnlySpan{int}, WindowAssertions)"/> have completed their accesses (MPI_Win_wait).</summary>
    /// <exception cref="MpiException">There was no post, or the library failed.</exception>
    public void Wait()
    {
        const string Function = "MPI_Win_wait";
        nint window = Handle;
        CheckPosted(Function);
        Native.Check(MpiFunctions.WinWait(window), Function);
        _posted = false;
    }

    /// <summary>Looks whether all ranks named in <see cref="Post(ReadOnlySpan{int}, WindowAssertions)"/> have completed their accesses (MPI_Win_test); true ends the epoch like <see cref="Wait"/>.</summary>
    /// <exception cref="MpiException">There was no post, or the library failed.</exception>
    public bool Test()
    {
        const string Function = "MPI_Win_test";
        nint window = Handle;
        CheckPosted(Function);
        int flag = 0;
        Native.Check(MpiFunctions.WinTest(window, &flag), Function);
        _posted = flag == 0;
        return flag != 0;
    }

    private void CheckPosted(string function)
    {
        if (!_posted)
            throw Wrong(function, "there was no Post whose end this could see");
    }

    private void CheckRanks(ReadOnlySpan<int> ranks, string function)
    {
        for (int i = 0; i < ranks.Length; i++)
        {
            CheckRank(ranks[i], function);
            if (ranks[..i].Contains(ranks[i]))
                throw new MpiException(ErrorClass.Rank, function, $"rank {ranks[i]} is named twice");
        }
    }

    private int BeginPost(WindowAssertions assertions)
    {
        const string Function = "MPI_Win_post";
        _ = Handle;
        int native = ToNative(assertions, PostAssertions, Function);
        if (_posted)
            throw Wrong(Function, "this process has posted its part already; call Wait first");
        if (_access == Access.Fence && _used)
            throw Wrong(Function, $"{Describe()}; close that first");
        return native;
    }

    private int BeginStart(WindowAssertions assertions)
    {
        const string Function = "MPI_Win_start";
        _ = Handle;
        int native = ToNative(assertions, WindowAssertions.NoCheck, Function);
        CheckNoAccess(Function);
        return native;
    }

    private void Started(ReadOnlySpan<int> ranks)
    {
        foreach (int rank in ranks)
            SetTarget(rank);
        _access = Access.Start;
    }

    private void WithGroup(delegate* unmanaged<nint, int, nint, int> call, ReadOnlySpan<int> ranks, int assertions, string function)
    {
        nint all = 0;
        nint some = 0;
        Native.Check(MpiFunctions.WinGetGroup(Handle, &all), "MPI_Win_get_group");
        fixed (int* chosen = ranks)
            Native.Check(MpiFunctions.GroupIncl(all, ranks.Length, chosen, &some), "MPI_Group_incl");
        int code = call(some, assertions, Handle);
        if (some != Native.Abi.GroupEmpty)
            Native.Check(MpiFunctions.GroupFree(&some), "MPI_Group_free");
        Native.Check(MpiFunctions.GroupFree(&all), "MPI_Group_free");
        Native.Check(code, function);
    }

    private int[] RanksOf(Group group, string function)
    {
        ArgumentNullException.ThrowIfNull(group);
        using var all = Group;
        int[] ranks = group.TranslateRanks([.. Enumerable.Range(0, group.Size)], all);
        int stranger = Array.IndexOf(ranks, Group.NoProcess);
        return stranger < 0
            ? ranks
            : throw new MpiException(ErrorClass.Group, function, $"rank {stranger} of the group is not in the window");
    }
}
