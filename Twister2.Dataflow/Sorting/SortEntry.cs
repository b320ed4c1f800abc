namespace Twister2.Dataflow.Sorting;

/// <summary>What is sorted in place of a record: its bits, and where it is - an address, or a number, as its records have it.</summary>
internal struct SortEntry
{
    public ulong Bits;
    public long Place;
}
