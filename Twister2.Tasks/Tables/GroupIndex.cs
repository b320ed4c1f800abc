using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// Numbers the distinct keys of rows. The hash and number of a group lie together, so that looking a row up has one cache miss; keys are compared column by column for many rows at a time, which fails
/// only where two keys have the same 64-bit hash. Null equals null.
/// </summary>
internal sealed class GroupIndex : IDisposable
{
    private const int FirstSlots = 1 << 10;

    private readonly TableFormat _format;
    private readonly TableKeys _keys;
    private readonly TableBuilder _builder;
    private readonly KeyMatch _match;
    private readonly ArrayData[] _noColumns = [];
    private HugeArray<Slot> _slots = new(FirstSlots);
    private ArrayData[] _columns;
    private ulong[] _hashes = [];
    private int[] _pending = [], _slotOf = [], _newRows = [], _rows = [], _groups = [];

    /// <param name="format">The key columns, none with a dictionary; at least one.</param>
    public GroupIndex(TableFormat format)
    {
        _format = format;
        _keys = new TableKeys(format, [.. format.Schema.FieldsList.Select(field => field.Name)]);
        _match = new KeyMatch(_keys);
        _builder = format.NewBuilder();
        _columns = _noColumns;
    }

    private struct Slot
    {
        public ulong Hash;

        /// <summary>The group's number and 1; 0 where the slot is free.</summary>
        public int Group;
    }

    /// <summary>Groups so far.</summary>
    public int Count => _builder.Rows;

    /// <summary>Bytes that the keys and the table take.</summary>
    public long Bytes => (long)_slots.Length * Unsafe.SizeOf<Slot>() + _builder.Bytes;

    /// <summary>The keys of the groups, until another is added.</summary>
    public ArrayData[] Keys()
    {
        if (_columns.Length == 0) Refresh();
        return _columns;
    }

    /// <summary>Finds the groups of rows from <paramref name="start"/> on, and adds those that are new.</summary>
    public void Find(ReadOnlySpan<ArrayData> columns, int start, Span<int> groups)
    {
        int count = groups.Length;
        Prepare(count);
        Span<ulong> hashes = _hashes.AsSpan(0, count);
        _keys.Hash(columns, start, hashes);
        ulong mask = (ulong)_slots.Length - 1;
        for (int i = 0; i < count; i++)
        {
            _pending[i] = i;
            // Other bits than those that chose the worker: see StableHash.Target.
            _slotOf[i] = (int)(StableHash.OfUInt64(hashes[i]) & mask);
        }
        int pending = count;
        while (pending > 0)
        {
            int candidates = Probe(hashes, start, groups, pending, out int added);
            if (added > 0)
            {
                _builder.Gather(columns, _newRows.AsSpan(0, added));
                _columns = _noColumns;
            }
            pending = _match.Divide(columns, _rows.AsSpan(0, candidates), Keys(), _groups.AsSpan(0, candidates), start, groups, _pending);
            for (int i = 0; i < pending; i++) _slotOf[_pending[i]] = (int)((uint)(_slotOf[_pending[i]] + 1) & (uint)mask);
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Gives rows whose slot is free a new group; the others are candidates for the group of the first slot with their hash.</summary>
    private int Probe(ReadOnlySpan<ulong> hashes, int start, Span<int> groups, int pending, out int added)
    {
        added = 0;
        ref Slot slots = ref _slots.First;
        int mask = (int)_slots.Length - 1, candidates = 0, groupsBefore = Count;
        for (int p = 0; p < pending; p++)
        {
            int row = _pending[p], at = _slotOf[row];
            ulong hash = hashes[row];
            ref Slot slot = ref Unsafe.Add(ref slots, at);
            while (slot.Group != 0 && slot.Hash != hash)
            {
                at = (at + 1) & mask;
                slot = ref Unsafe.Add(ref slots, at);
            }
            _slotOf[row] = at;
            if (slot.Group == 0)
            {
                slot = new Slot { Hash = hash, Group = groupsBefore + added + 1 };
                groups[row] = groupsBefore + added;
                _newRows[added++] = start + row;
                continue;
            }
            (_rows[candidates], _groups[candidates]) = (start + row, slot.Group - 1);
            candidates++;
        }
        return candidates;
    }

    private void Refresh()
    {
        TableLayout layout = new();
        _builder.Give(layout);
        _columns = _format.Read(layout.Share());
    }

    private void Prepare(int count)
    {
        if (_hashes.Length < count) (_hashes, _pending, _slotOf, _newRows, _rows, _groups) = (new ulong[count], new int[count], new int[count], new int[count], new int[count], new int[count]);
        long wanted = 2L * (Count + count);
        if (wanted > _slots.Length) Grow(checked((int)BitOperations.RoundUpToPowerOf2((ulong)wanted)));
    }

    private void Grow(int length)
    {
        HugeArray<Slot> larger = new(length);
        ref Slot from = ref _slots.First, to = ref larger.First;
        for (nint i = 0; i < _slots.Length; i++)
        {
            Slot slot = Unsafe.Add(ref from, i);
            if (slot.Group == 0) continue;
            int at = (int)(StableHash.OfUInt64(slot.Hash) & (ulong)(length - 1));
            while (Unsafe.Add(ref to, at).Group != 0) at = (at + 1) & (length - 1);
            Unsafe.Add(ref to, at) = slot;
        }
        _slots.Dispose();
        _slots = larger;
    }
}
