using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>Sorts few entries, or those whose bits cannot tell them apart, by comparing; stable.</summary>
internal abstract class MergeSort
{
    /// <summary>Whether entries with equal bits have an order.</summary>
    public abstract bool DecidesEqual { get; }

    /// <summary>Sorts a range of a list; returns whether the result lies in the room beside the list rather than in it.</summary>
    public abstract bool Sort(EntryList list, int low, int high);
}

/// <summary>Finds the record of an entry. Implemented by structs, so that comparing has no virtual call for it.</summary>
internal interface IPlaces<T>
{
    ref readonly T this[long place] { get; }
}

/// <summary>A merge sort from the bottom up: runs sorted by insertion, then merged from the list to the room beside it and back.</summary>
internal sealed unsafe class MergeSort<T, TPlaces>(SortOrder<T> order, TPlaces places) : MergeSort where TPlaces : struct, IPlaces<T>
{
    private const int InsertionRun = 8;

    public override bool DecidesEqual => !order.BitsDecide;

    public override bool Sort(EntryList list, int low, int high)
    {
        nint[] from = list.Blocks, to = list.Room;
        for (int start = low; start < high; start += InsertionRun) Insert(from, start, (int)Math.Min(high, (long)start + InsertionRun));
        for (long width = InsertionRun; width < high - low; width *= 2)
        {
            for (long start = low; start < high; start += 2 * width)
                Merge(from, to, (int)start, (int)Math.Min(high, start + width), (int)Math.Min(high, start + 2 * width));
            (from, to) = (to, from);
        }
        return from == list.Room;
    }

    private void Insert(nint[] blocks, int low, int high)
    {
        for (int i = low + 1; i < high; i++)
        {
            SortEntry entry = *EntryList.At(blocks, i);
            int at = i;
            for (; at > low && IsLess(in entry, in *EntryList.At(blocks, at - 1)); at--) *EntryList.At(blocks, at) = *EntryList.At(blocks, at - 1);
            *EntryList.At(blocks, at) = entry;
        }
    }

    private void Merge(nint[] from, nint[] to, int left, int middle, int end)
    {
        int right = middle, leftEnd = middle;
        // Two runs that follow each other are one: sorted input costs a comparison per run.
        bool areInOrder = middle >= end || !IsLess(in *EntryList.At(from, middle), in *EntryList.At(from, middle - 1));
        for (int at = left; at < end; at++)
        {
            bool takeRight = !areInOrder && right < end && (left >= leftEnd || IsLess(in *EntryList.At(from, right), in *EntryList.At(from, left)));
            if (areInOrder) *EntryList.At(to, at) = *EntryList.At(from, at);
            else *EntryList.At(to, at) = *EntryList.At(from, takeRight ? right++ : left++);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLess(in SortEntry a, in SortEntry b)
    {
        if (a.Bits != b.Bits) return a.Bits < b.Bits;
        return !order.BitsDecide && order.Compare(in places[a.Place], in places[b.Place]) < 0;
    }
}
