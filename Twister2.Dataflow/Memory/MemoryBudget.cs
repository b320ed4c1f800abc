using System.Diagnostics;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>Something that holds records in memory and can put them on scratch when others need the room.</summary>
internal interface IMemoryHolder
{
    /// <summary>Bytes that <see cref="Spill"/> would give back now.</summary>
    long SpillableBytes { get; }

    /// <summary>Writes what it can to scratch and gives the memory back to the budget.</summary>
    /// <exception cref="SpillException">Scratch cannot take it.</exception>
    void Spill();
}

/// <summary>
/// The memory that one worker's operators may hold together. Whoever needs more room than is left makes the largest holder spill; where
/// nobody can, the budget is passed rather than the work given up, because a single record may be larger than any budget.
/// </summary>
/// <remarks>It counts what operators keep: stored records, tables, sort buffers. Message buffers have a bound of their own, <see cref="DataflowOptions.BytesInFlight"/>.</remarks>
public sealed class MemoryBudget
{
    private readonly List<IMemoryHolder> _holders = [];
    private bool _spilling;

    internal MemoryBudget(long limit) => Limit = limit;

    /// <summary>Bytes that may be held.</summary>
    public long Limit { get; }

    /// <summary>Bytes held now.</summary>
    public long Used { get; private set; }

    /// <summary>The most that was held at a time.</summary>
    public long Peak { get; private set; }

    /// <summary>Bytes that are left; 0 when the budget is passed.</summary>
    public long Free => Math.Max(0, Limit - Used);

    /// <summary>Bytes that nobody uses and that are kept for the next who asks.</summary>
    internal long Idle { get; set; }

    /// <summary>Gives idle memory back to the system; called when idle and used memory together pass the limit.</summary>
    internal Action? GiveBackIdle { get; set; }

    internal void Register(IMemoryHolder holder) => _holders.Add(holder);

    internal void Unregister(IMemoryHolder holder) => _holders.Remove(holder);

    /// <summary>Takes memory, after others - or the one that asks - have spilled where that is needed. The asker must be ready to be spilled.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="ledger">The operator that it is for; given again when it is released.</param>
    /// <exception cref="SpillException">Scratch cannot take what has to go there.</exception>
    internal void Reserve(long bytes, OperatorLedger? ledger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Used > Limit - bytes)
        {
            long since = Stopwatch.GetTimestamp();
            while (Used > Limit - bytes && SpillLargest()) { }
            ledger?.WaitedForMemory(Stopwatch.GetTimestamp() - since);
        }
        Take(bytes, ledger);
    }

    /// <summary>Takes memory if it is there without anybody spilling.</summary>
    internal bool TryReserve(long bytes, OperatorLedger? ledger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Used > Limit - bytes) return false;
        Take(bytes, ledger);
        return true;
    }

    /// <summary>Gives memory back.</summary>
    internal void Release(long bytes, OperatorLedger? ledger = null)
    {
        Used -= bytes;
        ledger?.Hold(-bytes);
    }

    private void Take(long bytes, OperatorLedger? ledger)
    {
        Used += bytes;
        ledger?.Hold(bytes);
        Peak = Math.Max(Peak, Used);
        if (Used + Idle > Limit) GiveBackIdle?.Invoke();
    }

    /// <summary>
    /// Makes the holder of the most memory spill, or the next one where that gives nothing back; false when nobody does. One that is spilling needs a little memory itself:
    /// it gets it.
    /// </summary>
    private bool SpillLargest()
    {
        if (_spilling) return false;
        _spilling = true;
        try
        {
            long before = Used;
            foreach (IMemoryHolder holder in _holders.Where(h => h.SpillableBytes > 0).OrderByDescending(h => h.SpillableBytes).ToArray())
            {
                holder.Spill();
                if (Used < before) return true;
            }
            return false;
        }
        finally
        {
            _spilling = false;
        }
    }
}
