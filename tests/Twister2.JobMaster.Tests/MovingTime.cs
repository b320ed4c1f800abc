namespace Twister2.JobMaster.Tests;

/// <summary>A clock that goes only when it is told to, in seconds.</summary>
internal sealed class MovingTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _milliseconds;

    public void Pass(double seconds) => _milliseconds += (long)(seconds * 1000);
}
