using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Something that is kept until the garbage collector finds that nobody uses it.</summary>
internal interface ICached
{
    CachedCharge Charge { get; }

    /// <summary>Whether <see cref="Spill"/> would give anything back.</summary>
    bool CanSpill { get; }

    /// <summary>Packs it. Inside the gate.</summary>
    void Spill();
}

/// <summary>
/// The cached sets of a worker, as one holder of its memory. A set that the program has let go is found by the garbage collector; what it took is given back after the next action, or when others need memory.
/// </summary>
internal sealed class Caches(BatchEnvironment environment) : IMemoryHolder, IDisposable
{
    private readonly List<(WeakReference<ICached> Cached, CachedCharge Charge)> _cached = [];
    private bool _isRegistered, _hasLooked;

    public long SpillableBytes => _cached.Sum(static one => !one.Cached.TryGetTarget(out ICached? cached) || cached.CanSpill ? one.Charge.Bytes : 0);

    /// <summary>Looks after it. Outside the gate, by the worker's own thread.</summary>
    public void Add(ICached cached)
    {
        _cached.Add((new WeakReference<ICached>(cached), cached.Charge));
        if (_isRegistered) return;
        environment.Dataflow.Memory.Register(this);
        _isRegistered = true;
    }

    /// <summary>Gives back what the garbage collector has found that nobody uses.</summary>
    public void AfterAction()
    {
        Sweep();
        _hasLooked = false;
    }

    private void Sweep()
    {
        for (int i = _cached.Count - 1; i >= 0; i--)
        {
            if (_cached[i].Cached.TryGetTarget(out _)) continue;
            _cached[i].Charge.GiveBack();
            _cached.RemoveAt(i);
        }
    }

    /// <summary>Gives back what nobody uses, or else packs the largest one.</summary>
    public void Spill()
    {
        long before = environment.Dataflow.Memory.Used;
        if (!_hasLooked)
        {
            // To pack and write costs far more than to look, once in an action, whether it has to be.
            _hasLooked = true;
            GC.Collect();
            Sweep();
            if (environment.Dataflow.Memory.Used < before) return;
        }
        ICached? largest = null;
        foreach ((WeakReference<ICached> one, CachedCharge charge) in _cached)
            if (charge.Bytes > (largest?.Charge.Bytes ?? 0) && one.TryGetTarget(out ICached? cached) && cached.CanSpill) largest = cached;
        largest?.Spill();
    }

    public void Dispose()
    {
        foreach ((_, CachedCharge charge) in _cached) charge.GiveBack();
        _cached.Clear();
        if (_isRegistered) environment.Dataflow.Memory.Unregister(this);
        _isRegistered = false;
    }
}
