using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Blocks of one worker's stores, charged to its budget. Blocks of one huge page are kept for the next that asks - touching new memory costs more than copying - as many as the budget
/// could ever use.
/// </summary>
internal sealed class BlockPool(MemoryBudget budget) : IDisposable
{
    private readonly Stack<NativeBlock> _free = new();

    /// <summary>A block; others may have to spill for it.</summary>
    public StoreBlock Rent(int capacity)
    {
        budget.Reserve(capacity);
        NativeBlock memory = capacity == StoreBlock.Largest && _free.TryPop(out NativeBlock? free) ? free : NativeBlock.Uninitialized((nuint)capacity);
        return new StoreBlock(this, memory, capacity);
    }

    public void Return(StoreBlock block)
    {
        budget.Release(block.Capacity);
        if (block.Capacity == StoreBlock.Largest && (_free.Count + 1L) * StoreBlock.Largest + budget.Used <= budget.Limit) _free.Push(block.Memory);
        else block.Memory.Dispose();
    }

    public void Dispose()
    {
        while (_free.TryPop(out NativeBlock? memory)) memory.Dispose();
    }
}
