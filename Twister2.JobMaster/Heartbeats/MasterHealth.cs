namespace Twister2.JobMaster.Heartbeats;

/// <summary>What worker 1 knows of the health of worker 0, which nobody else looks after: whether it takes what it is told.</summary>
internal sealed class MasterHealth(HealthLimits limits)
{
    private bool _isLost;

    /// <summary>What has changed, now that worker 0 has not taken a message for so long.</summary>
    public IEnumerable<HealthChange> Look(TimeSpan silent)
    {
        bool isLost = silent >= limits.Lost, was = _isLost;
        _isLost = isLost;
        if (isLost != was) yield return isLost ? new WorkerLost(0, silent) : new WorkerBack(0);
        if (silent >= limits.End) yield return new WorkerGivenUp(0, silent);
    }
}
