using System.Numerics;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Blocks of one worker's stores, charged to its budget. Blocks of one huge page are cut from larger mappings and used again: touching new memory costs more than copying
/// it. Those that lie idle give their page back to the system as soon as idle and used memory together would pass the budget.
/// </summary>
internal sealed unsafe class BlockPool : IDisposable
{
    /// <summary>Pages per mapping: a process may have 65,530 mappings by default, which one for each block would soon use up. What is not touched costs nothing.</summary>
    private const int PagesPerMapping = 32;

    private readonly MemoryBudget _budget;
    private readonly List<NativeBlock> _mappings = [];
    private readonly Stack<nint> _warm = new(), _cold = new();

    public BlockPool(MemoryBudget budget)
    {
        _budget = budget;
        budget.GiveBackIdle = GiveBackIdle;
    }

    /// <summary>The largest block that a store takes without need: one page, or an eighth of a budget that is smaller than eight of them.</summary>
    public int LargestUsual => (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)_budget.Limit / 8 + 1) / 2, StoreBlock.Smallest, StoreBlock.Largest);

    /// <summary>How large the next block should be for a store that holds <paramref name="held"/> bytes and has to take <paramref name="needed"/> more in one piece.</summary>
    public int NextCapacity(long held, int needed) =>
        Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(held, StoreBlock.Smallest, LargestUsual)), needed);

    /// <summary>A block; others may have to spill for it.</summary>
    public StoreBlock Rent(int capacity, OperatorLedger? ledger = null)
    {
        if (capacity != StoreBlock.Largest)
        {
            _budget.Reserve(capacity, ledger);
            NativeBlock own = NativeBlock.Uninitialized((nuint)capacity);
            return new StoreBlock(this, own.Address, capacity, own, ledger);
        }
        // An idle page is taken before memory is reserved, else reserving would give it back to the system.
        if (!TryTakeWarm(out nint page))
        {
            _budget.Reserve(capacity, ledger);
            if (!TryTakeWarm(out page)) page = TakeCold(); // Whoever spilled may have left one.
            return new StoreBlock(this, (void*)page, capacity, null, ledger);
        }
        try
        {
            _budget.Reserve(capacity, ledger);
        }
        catch
        {
            _cold.Push(page);
            NativeBlock.Discard((void*)page, StoreBlock.Largest);
            throw;
        }
        return new StoreBlock(this, (void*)page, capacity, null, ledger);
    }

    public void Return(StoreBlock block)
    {
        _budget.Release(block.Capacity, block.Ledger);
        if (block.Own is { } own)
        {
            own.Dispose();
            return;
        }
        _warm.Push((nint)block.Address);
        _budget.Idle += StoreBlock.Largest;
        if (_budget.Used + _budget.Idle > _budget.Limit) GiveBackIdle();
    }

    public void Dispose()
    {
        _budget.GiveBackIdle = null;
        _budget.Idle = 0;
        _warm.Clear();
        _cold.Clear();
        foreach (NativeBlock mapping in _mappings) mapping.Dispose();
        _mappings.Clear();
    }

    /// <summary>Gives idle pages back until what is used and what is idle fit into the budget.</summary>
    private void GiveBackIdle()
    {
        while (_budget.Used + _budget.Idle > _budget.Limit && TryTakeWarm(out nint page))
        {
            NativeBlock.Discard((void*)page, StoreBlock.Largest);
            _cold.Push(page);
        }
    }

    private bool TryTakeWarm(out nint page)
    {
        if (!_warm.TryPop(out page)) return false;
        _budget.Idle -= StoreBlock.Largest;
        return true;
    }

    private nint TakeCold()
    {
        if (_cold.TryPop(out nint page)) return page;
        NativeBlock mapping = NativeBlock.Uninitialized((nuint)PagesPerMapping * StoreBlock.Largest);
        _mappings.Add(mapping);
        for (int i = PagesPerMapping - 1; i > 0; i--) _cold.Push((nint)((byte*)mapping.Address + (long)i * StoreBlock.Largest));
        return (nint)mapping.Address;
    }
}
