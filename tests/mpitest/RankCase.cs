namespace Twister2.MpiTest;

/// <summary>How far a case got on one rank.</summary>
internal enum RankOutcome
{
    /// <summary>Begun and not ended.</summary>
    Running,
    Passed,
    Failed,
    Skipped,
}

/// <summary>One failure as xunit reports it: the exception chain in one text, and its stack.</summary>
internal sealed record RankFailure(string Message, string StackTrace);

/// <summary>One case as one rank's log tells it.</summary>
internal sealed class RankCase(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public RankOutcome Outcome { get; set; } = RankOutcome.Running;

    public double Seconds { get; set; }

    public string? SkipReason { get; set; }

    public List<RankFailure> Failures { get; } = [];

    /// <summary>What the case wrote: console lines and xunit's output, in order.</summary>
    public OutputTail Output { get; } = new();

    /// <summary>Standard error seen while the case ran; it is read in steps, so a neighbouring case may have written a part.</summary>
    public OutputTail Error { get; } = new();
}
