namespace Twister2.Dataflow.Engine;

/// <summary>
/// How to wait for others: test at once a few times, then yield the core for a while, then sleep a millisecond at a time. Sixteen workers on
/// two cores get on without burning both.
/// </summary>
internal struct Backoff
{
    private const int Spins = 64, Yields = 256, LongNaps = Yields + 100;
    public static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private int _tries;

    /// <summary>Something happened: the next wait begins short again.</summary>
    public void Reset() => _tries = 0;

    public void Pause()
    {
        if (PauseShortly()) return;
        // Who has slept a hundred times waits for something long: it may come a millisecond later, and the core has half as much to do.
        Thread.Sleep(_tries < LongNaps ? Nap : 2 * Nap);
        if (_tries < LongNaps) _tries++;
    }

    /// <summary>Pauses without sleeping; false where it is time to sleep, for those that can be woken.</summary>
    public bool PauseShortly()
    {
        if (_tries >= Yields) return false;
        if (_tries++ < Spins) Thread.SpinWait(8);
        else Thread.Yield();
        return true;
    }
}
