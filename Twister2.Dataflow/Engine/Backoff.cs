namespace Twister2.Dataflow.Engine;

/// <summary>
/// How to wait for others: test at once a few times, then yield the core for a while, then sleep a millisecond at a time. Sixteen workers on
/// two cores get on without burning both.
/// </summary>
internal struct Backoff
{
    private const int Spins = 64, Yields = 256;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private int _tries;

    /// <summary>Something happened: the next wait begins short again.</summary>
    public void Reset() => _tries = 0;

    public void Pause()
    {
        if (_tries < Spins) Thread.SpinWait(8);
        else if (_tries < Yields) Thread.Yield();
        else Thread.Sleep(Nap);
        _tries = Math.Min(_tries + 1, Yields);
    }
}
