namespace Twister2.MpiTest;

/// <summary>One mpiexec whose ranks run a list of cases. It follows their output until they end or must be stopped.</summary>
internal sealed class RankRun : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    // The first exception of a process can take seconds by itself where cores are short: it loads what stack traces need.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<TestCase> _cases;
    private readonly TimeSpan _limit;
    private readonly RankFiles _files;
    private readonly Child _mpiexec;
    private readonly FollowedRank[] _ranks;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start;

    public RankRun(MpiInstallation mpi, int ranks, string assembly, IReadOnlyList<TestCase> cases, TimeSpan limit, string folder)
    {
        _cases = cases;
        _limit = limit;
        _files = new RankFiles(folder);
        _mpiexec = new Child(mpi.Launcher, [.. mpi.LauncherArguments(ranks), .. _files.Create(assembly, cases)]);
        mpi.Prepare(_mpiexec.Info.Environment);
        _ranks = [.. Enumerable.Range(0, ranks).Select(rank => new FollowedRank(rank, _files))];
        _start = _time.GetTimestamp();
    }

    public string CommandLine => $"{_mpiexec.Info.FileName} {string.Join(' ', _mpiexec.Info.ArgumentList)}";

    public LaunchRecord Run(CancellationToken cancel)
    {
        _mpiexec.Start();
        StopCause cause = Follow(cancel);
        IReadOnlyDictionary<int, string> stacks = cause == StopCause.Hang ? RankStacks.Take(_mpiexec.Tree) : new Dictionary<int, string>();
        int? launcherExit = cause == StopCause.Ended ? _mpiexec.ExitCode : null;
        // Exit codes written after the stop say nothing but that the harness killed the rank.
        RankExit?[] exits = cause == StopCause.Ended ? new RankExit?[_ranks.Length] : [.. _ranks.Select(r => r.Exit)];
        _mpiexec.Stop();
        RefuseUnstarted(launcherExit);
        foreach (FollowedRank rank in _ranks)
            rank.Finish(_time.GetElapsedTime(_start));
        return new LaunchRecord(_cases, [.. _ranks.Select(r => new RankRecord(
            r.Rank, r.Log, cause == StopCause.Ended ? r.Exit : exits[r.Rank], stacks.GetValueOrDefault(r.Rank)))],
            cause, launcherExit, _mpiexec.Output, _limit);
    }

    public void Dispose()
    {
        _mpiexec.Dispose();
        foreach (FollowedRank rank in _ranks)
            rank.Dispose();
    }

    private StopCause Follow(CancellationToken cancel)
    {
        var watch = new Watch(_limit, StartLimit, Grace);
        while (true)
        {
            // Asked before the files are read: what an ended launcher's ranks wrote is then all there.
            bool ended = _mpiexec.HasExited;
            TimeSpan now = _time.GetElapsedTime(_start);
            foreach (FollowedRank rank in _ranks)
                rank.Read(now);
            StopCause cause = watch.Look([.. _ranks.Select(r => r.Position)], ended, now);
            if (cause != StopCause.None)
                return cause;
            if (cancel.WaitHandle.WaitOne(Look))
                cancel.ThrowIfCancellationRequested();
        }
    }

    private void RefuseUnstarted(int? exit)
    {
        if (!_ranks.Any(r => _files.Started(r.Rank)))
        {
            string how = exit is { } code ? $"exit code {code}" : "stopped after the time limit";
            throw new UsageException($"mpiexec did not start any rank ({how}): {CommandLine}\n{_mpiexec.Output.TrimEnd()}");
        }
    }
}
