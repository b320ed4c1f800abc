using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// A growing list of entries, and as much room beside it as sorting them needs, so that sorting never asks for memory: it is what a store does when there is none left. Both lie
/// in blocks of one page and are addressed by <c>block[i &gt;&gt; Shift][i &amp; Mask]</c>; nothing is copied when they grow, but while they are smaller than a page.
/// </summary>
internal sealed unsafe class EntryList(BlockPool blocks, OperatorLedger? ledger = null) : IDisposable
{
    public const int Shift = 17, PerBlock = 1 << Shift, Mask = PerBlock - 1;

    private readonly List<StoreBlock> _entries = [], _room = [];
    private nint[] _addresses = [], _roomAddresses = [];

    public int Count { get; private set; }

    public int Capacity { get; private set; }

    /// <summary>Bytes that it and its room take.</summary>
    public long Held { get; private set; }

    /// <summary>The addresses of the blocks.</summary>
    public nint[] Blocks => _addresses;

    /// <summary>The addresses of the blocks beside them, with room for as many.</summary>
    public nint[] Room => _roomAddresses;

    /// <summary>Where entry <paramref name="index"/> is; its neighbours up to the end of its block follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SortEntry* At(nint[] blocks, int index) => (SortEntry*)blocks[index >> Shift] + (index & Mask);

    /// <summary>Whether a small budget does not allow more: then what there is has to be spilled.</summary>
    public bool IsFull => Count == Capacity && _entries.Count == 1 && _entries[0].Capacity >= blocks.LargestUsual && _entries[0].Capacity < StoreBlock.Largest;

    /// <summary>How many entries can be written to <see cref="End"/>.</summary>
    public int FreeInBlock => Count == Capacity ? 0 : Math.Min(PerBlock - (Count & Mask), Capacity - Count);

    /// <summary>Where the next entries go.</summary>
    public SortEntry* End => At(_addresses, Count);

    public void Advance(int count) => Count += count;

    /// <summary>Makes room for more entries, unless the owner is spilled meanwhile, and with it this list is cleared.</summary>
    public void Grow()
    {
        bool isSmall = _entries.Count == 0 || _entries[0].Capacity < StoreBlock.Largest;
        int capacity = isSmall && _entries.Count > 0 ? 2 * _entries[0].Capacity : isSmall ? StoreBlock.Smallest : StoreBlock.Largest;
        int before = Capacity;
        StoreBlock entries = blocks.Rent(capacity, ledger);
        StoreBlock room;
        try
        {
            room = blocks.Rent(capacity, ledger);
        }
        catch
        {
            entries.Dispose();
            throw;
        }
        if (Capacity < before)
        {
            // Spilled meanwhile: what is here begins again, and small.
            entries.Dispose();
            room.Dispose();
            return;
        }
        if (isSmall && _entries.Count > 0)
        {
            new Span<SortEntry>(_entries[0].Address, Count).CopyTo(new Span<SortEntry>(entries.Address, Count));
            Remove(_entries);
            Remove(_room);
            Capacity = 0;
        }
        Add(_entries, entries);
        Add(_room, room);
        Capacity += capacity / sizeof(SortEntry);
        _addresses = [.. _entries.Select(block => (nint)block.Address)];
        _roomAddresses = [.. _room.Select(block => (nint)block.Address)];
    }

    /// <summary>What was sorted into the room takes the place of the entries.</summary>
    public void Swap()
    {
        for (int i = 0; i < _entries.Count; i++) (_entries[i], _room[i]) = (_room[i], _entries[i]);
        (_addresses, _roomAddresses) = (_roomAddresses, _addresses);
    }

    /// <summary>Gives the room back, when all is sorted.</summary>
    public void DropRoom()
    {
        while (_room.Count > 0) Remove(_room);
        _roomAddresses = [];
    }

    /// <summary>Forgets all entries and keeps the memory for others.</summary>
    public void Forget() => Count = 0;

    /// <summary>Forgets all entries and gives the memory back.</summary>
    public void Dispose()
    {
        while (_entries.Count > 0) Remove(_entries);
        DropRoom();
        _addresses = [];
        Count = Capacity = 0;
    }

    private void Add(List<StoreBlock> list, StoreBlock block)
    {
        list.Add(block);
        Held += block.Capacity;
    }

    private void Remove(List<StoreBlock> list)
    {
        Held -= list[^1].Capacity;
        list[^1].Dispose();
        list.RemoveAt(list.Count - 1);
    }
}
