namespace Twister2.Dataflow.Engine;

/// <summary>Tells when a wait has become long enough to be told of, and again each time it has lasted as long once more.</summary>
internal struct WaitClock(TimeSpan every)
{
    private readonly long _since = Environment.TickCount64;
    private long _next = Environment.TickCount64 + (long)every.TotalMilliseconds;

    /// <summary>Whether it is time to tell, and for how long the wait has lasted.</summary>
    public bool IsDue(out long seconds)
    {
        long now = Environment.TickCount64;
        seconds = (now - _since) / 1000;
        if (now < _next) return false;
        _next = now + (long)every.TotalMilliseconds;
        return true;
    }
}
