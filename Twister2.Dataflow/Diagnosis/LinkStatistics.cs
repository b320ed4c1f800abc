namespace Twister2.Dataflow;

/// <summary>What one operator of a worker and another worker have sent each other.</summary>
public sealed record LinkStatistics
{
    /// <summary>The other worker.</summary>
    public required int Worker { get; init; }

    /// <summary>What went there.</summary>
    public required Traffic Sent { get; init; }

    /// <summary>What came from there.</summary>
    public required Traffic Received { get; init; }

    /// <summary>How long ago the last message went there; null when none has.</summary>
    public TimeSpan? SinceSent { get; init; }

    /// <summary>How long ago the last message came from there; null when none has.</summary>
    public TimeSpan? SinceReceived { get; init; }
}
