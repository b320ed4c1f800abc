using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>Ranges of the bits that records are sorted by, one after the other, and which of them some bits lie in: a look into a table, and few steps where the table cannot tell.</summary>
internal sealed class KeyRanges
{
    private const int SlotBits = 12, Slots = 1 << SlotBits;

    // Where the first bits of a slot lie; behind it the first bits of the next slot.
    private readonly ushort[] _rangeOf = new ushort[Slots + 1];

    // Where each range begins.
    private ulong[] _borders = [0];
    private ulong _least = ulong.MaxValue;
    private int _shift;

    public int Count => _borders.Length;

    /// <summary>The range of some bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(ulong bits)
    {
        if (bits < _least) return 0;
        int slot = (int)Math.Min((bits - _least) >> _shift, Slots - 1);
        int low = _rangeOf[slot], high = _rangeOf[slot + 1];
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            if (_borders[middle] <= bits) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>
    /// Divides a range so that each part gets about as many of the bits that are given, in order, as a sample; equal ones stay together. Returns into how many parts: 1 where the sample has but one value.
    /// </summary>
    public int Divide(int range, ReadOnlySpan<ulong> sample, int parts)
    {
        List<ulong> borders = [];
        ulong last = Math.Max(_borders[range], sample[0]);
        for (int part = 1; part < parts; part++)
        {
            ulong border = sample[(int)((long)sample.Length * part / parts)];
            if (border > last) borders.Add(last = border);
        }
        if (borders.Count == 0) return 1;
        _borders = [.. _borders[..(range + 1)], .. borders, .. _borders[(range + 1)..]];
        BuildTable();
        return borders.Count + 1;
    }

    private void BuildTable()
    {
        _least = _borders[1];
        ulong span = _borders[^1] - _least;
        _shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(span) - SlotBits);
        int range = 1;
        for (int slot = 0; slot < Slots; slot++)
        {
            UInt128 first = _least + ((UInt128)slot << _shift);
            while (range + 1 < Count && _borders[range + 1] <= first) range++;
            _rangeOf[slot] = (ushort)range;
        }
        _rangeOf[Slots] = (ushort)(Count - 1);
    }
}
