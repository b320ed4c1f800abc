namespace Twister2.Dataflow.Engine;

/// <summary>Where a worker stands in the binomial tree of all workers: whoever is below it has the places right behind its own, so that combining goes in the order of the places.</summary>
/// <param name="worker">The worker.</param>
/// <param name="workers">How many there are.</param>
/// <param name="root">The worker at the top, which has place 0.</param>
internal readonly struct BinomialTree(int worker, int workers, int root)
{
    private readonly int _place = (worker - root + workers) % workers;

    public bool IsRoot => _place == 0;

    public int Parent => WorkerAt(_place & (_place - 1));

    /// <summary>Those right below, in the order of their places.</summary>
    public IEnumerable<int> Children()
    {
        for (int bit = 1; (_place & bit) == 0 && _place + bit < workers; bit <<= 1) yield return WorkerAt(_place + bit);
    }

    /// <summary>From whom something is still to come: those below, or, behind the way up, the one above.</summary>
    public IEnumerable<int> Missing(bool isUp, Func<int, bool> hasCome) => isUp ? [Parent] : Children().Where(child => !hasCome(child));

    private int WorkerAt(int place) => (place + root) % workers;
}
