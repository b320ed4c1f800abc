using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Sorts entries by their bits, stable: three passes of a least-significant-digit radix sort over the 33 highest bits in which they differ - two over 22 bits where there are fewer than 131,072
/// entries - then what these leave undecided, group by group, the same way or by comparing. Bits of one exponent or one alphabet thus cost no more passes than random ones.
/// </summary>
internal static unsafe class RadixSort
{
    private const int Digit = 11, Buckets = 1 << Digit, Passes = 3;

    // Clearing and adding up the counts of a radix sort costs as much as comparing so few.
    private const int SmallestForRadix = 1024;

    /// <summary>Sorts all entries of a list; what bits do not decide, by <paramref name="comparing"/>.</summary>
    public static void Sort(EntryList list, MergeSort comparing)
    {
        if (SortRange(list, 0, list.Count, comparing)) list.Swap();
    }

    /// <summary>Sorts a range; returns whether the result lies in the room beside the list rather than in it.</summary>
    private static bool SortRange(EntryList list, int low, int high, MergeSort comparing)
    {
        nint[] from = list.Blocks, to = list.Room;
        (ulong least, ulong greatest) = Range(from, low, high);
        if (least == greatest && !comparing.DecidesEqual) return false;
        if (least == greatest || high - low < SmallestForRadix) return comparing.Sort(list, low, high);
        int differing = 64 - BitOperations.LeadingZeroCount(greatest - least);
        int passes = Math.Min(PassesFor(high - low), (differing + Digit - 1) / Digit);
        int shift = Math.Max(0, differing - passes * Digit);
        uint* counts = stackalloc uint[Passes * Buckets];
        new Span<uint>(counts, Passes * Buckets).Clear();
        Count(from, low, high, least, shift, counts);
        for (int pass = 0; pass < passes; pass++)
        {
            AddUp(counts + pass * Buckets, (uint)low);
            Scatter(from, to, low, high, least, shift + pass * Digit, counts + pass * Buckets);
            (from, to) = (to, from);
        }
        return SortGroups(list, from, low, high, shift, comparing);
    }

    /// <summary>So many that of bits which are spread evenly only one entry in thirty-two has the same as another: a pass more costs more than to compare these.</summary>
    internal static int PassesFor(int entries) => Math.Clamp((BitOperations.Log2((uint)entries) + 5 + Digit) / Digit, 1, Passes);

    private static (ulong Least, ulong Greatest) Range(nint[] from, int low, int high)
    {
        ulong least = ulong.MaxValue, greatest = 0;
        for (int i = low; i < high;)
        {
            SortEntry* entry = EntryList.At(from, i);
            int end = EndOfBlock(i, high);
            for (; i < end; i++, entry++)
            {
                least = Math.Min(least, entry->Bits);
                greatest = Math.Max(greatest, entry->Bits);
            }
        }
        return (least, greatest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(nint[] from, int low, int high, ulong least, int shift, uint* counts)
    {
        for (int i = low; i < high;)
        {
            SortEntry* entry = EntryList.At(from, i);
            int end = EndOfBlock(i, high);
            for (; i < end; i++, entry++)
            {
                ulong digits = (entry->Bits - least) >> shift;
                counts[digits & (Buckets - 1)]++;
                counts[Buckets + (digits >> Digit & (Buckets - 1))]++;
                counts[2 * Buckets + (digits >> 2 * Digit & (Buckets - 1))]++;
            }
        }
    }

    private static void AddUp(uint* counts, uint first)
    {
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            uint count = counts[bucket];
            counts[bucket] = first;
            first += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(nint[] from, nint[] to, int low, int high, ulong least, int shift, uint* next)
    {
        fixed (nint* blocks = to)
        {
            for (int i = low; i < high;)
            {
                SortEntry* entry = EntryList.At(from, i);
                int end = EndOfBlock(i, high);
                for (; i < end; i++, entry++)
                {
                    uint index = next[((entry->Bits - least) >> shift) & (Buckets - 1)]++;
                    ((SortEntry*)blocks[index >> EntryList.Shift])[index & EntryList.Mask] = *entry;
                }
            }
        }
    }

    /// <summary>Sorts what the radix passes could not tell apart.</summary>
    private static bool SortGroups(EntryList list, nint[] sorted, int low, int high, int shift, MergeSort comparing)
    {
        bool inRoom = sorted == list.Room;
        if (inRoom) list.Swap(); // Seen from here the sorted entries are the list.
        if (shift > 0 || comparing.DecidesEqual)
        {
            ulong least = Range(list.Blocks, low, high).Least;
            for (int start = low; start < high;)
            {
                ulong group = (EntryList.At(list.Blocks, start)->Bits - least) >> shift;
                int end = start + 1;
                while (end < high && (EntryList.At(list.Blocks, end)->Bits - least) >> shift == group) end++;
                if (end - start > 1 && SortRange(list, start, end, comparing)) CopyFromRoom(list, start, end);
                start = end;
            }
        }
        if (inRoom) list.Swap();
        return inRoom;
    }

    private static void CopyFromRoom(EntryList list, int low, int high)
    {
        for (int i = low; i < high; i++) *EntryList.At(list.Blocks, i) = *EntryList.At(list.Room, i);
    }

    private static int EndOfBlock(int index, int high) => Math.Min(high, (index | EntryList.Mask) + 1);
}
