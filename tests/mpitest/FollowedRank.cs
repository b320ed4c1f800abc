namespace Twister2.MpiTest;

/// <summary>One rank of a running launch: its files, and what they say so far.</summary>
internal sealed class FollowedRank(int rank, RankFiles files) : IDisposable
{
    private readonly FileTail _output = files.Output(rank);
    private readonly FileTail _error = files.Error(rank);
    private TimeSpan _lastProgress;

    public int Rank => rank;

    public RankLog Log { get; } = new();

    public RankExit? Exit { get; private set; }

    public RankPosition Position
    {
        get
        {
            int failure = Log.Cases.ToList().FindIndex(c => c.Failures.Count > 0);
            return new RankPosition(
                Log.Cases.Count, Log.Completed, failure < 0 ? null : failure, Log.Done, Exit is not null, _lastProgress);
        }
    }

    /// <summary>Reads what is new. The exit note is looked for first: a rank that has ended has written everything.</summary>
    public void Read(TimeSpan now)
    {
        RankExit? exit = Exit ?? files.Exit(rank);
        int before = Log.Progress;
        string output = _output.ReadNew();
        Log.Feed(output, _error.ReadNew());
        if (Log.Progress != before || exit != Exit)
            _lastProgress = now;
        Exit = exit;
    }

    /// <summary>Reads the rest after the rank is gone.</summary>
    public void Finish(TimeSpan now)
    {
        Read(now);
        Log.Close();
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }
}
