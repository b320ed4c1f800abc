using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Sorting;

/// <summary>The records of a <see cref="SortedStore{T}"/> that are in memory, and their entries. Where memory is short it asks its store to spill, and is empty then.</summary>
internal abstract class SortMemory<T>(DataflowEnvironment env, SortOrder<T> order, Action spill) : IDisposable
{
    /// <summary>Records whose bits are asked for at a time: few enough to be in the first-level cache still when they are copied.</summary>
    protected static readonly int BatchRecords = Math.Clamp((24 << 10) / Unsafe.SizeOf<T>(), 64, 512);

    protected DataflowEnvironment Env { get; } = env;

    protected SortOrder<T> Order { get; } = order;

    protected EntryList Entries { get; } = new(env.Blocks, env.Ledgers.Current);

    protected OperatorLedger Ledger { get; } = env.Ledgers.Current;

    protected ulong[] Bits { get; } = new ulong[BatchRecords];

    /// <summary>Records that are here.</summary>
    public virtual int Count => Entries.Count;

    /// <summary>Bytes charged to the budget.</summary>
    public abstract long Held { get; }

    /// <summary>Adds records. The store may be spilled, and this memory be cleared, before they are in.</summary>
    public abstract void Add(ReadOnlySpan<T> records);

    /// <summary>Adds records that were unpacked for this and are referred to by nobody else.</summary>
    public virtual void AddUnpacked(ReadOnlySpan<T> records, int packedBytes) => Add(records);

    /// <summary>Adds those of the records whose places are given; their bits are known.</summary>
    public abstract void AddPicked(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked);

    /// <summary>Copies sorted records, from the one with number <paramref name="first"/> on.</summary>
    public abstract void Gather(int first, Span<T> destination);

    /// <summary>Sorted records that lie together, from the one with number <paramref name="first"/> on; none where they have to be gathered.</summary>
    public virtual ReadOnlySpan<T> Chunk(int first) => default;

    /// <summary>Sorts what is here.</summary>
    public virtual void Sort() => RadixSort.Sort(Entries, NewComparing());

    /// <summary>Gives back what only sorting needs.</summary>
    public virtual void DropRoom() => Entries.DropRoom();

    /// <summary>Forgets all records and gives the memory back.</summary>
    public virtual void Dispose() => Entries.Dispose();

    protected abstract MergeSort NewComparing();

    /// <summary>Makes room for an entry; the store may be spilled for it.</summary>
    protected void GrowEntries()
    {
        if (Entries.IsFull) spill();
        else Entries.Grow();
    }
}
