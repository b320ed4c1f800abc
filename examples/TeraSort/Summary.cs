using System.IO.Hashing;

namespace Twister2.Examples.TeraSort;

/// <summary>
/// What valsort says of a row of records. Parts of a row are looked at by themselves and joined from left to right, the border between them included.
/// </summary>
internal struct Summary
{
    /// <summary>The outermost records; of no meaning where there are none.</summary>
    public Record First, Last;

    /// <summary>How many records.</summary>
    public long Records;

    /// <summary>Records whose key is smaller than that of the one before.</summary>
    public long Unordered;

    /// <summary>The position of the first of these.</summary>
    public long FirstUnordered;

    /// <summary>Records whose key is that of the one before.</summary>
    public long Duplicates;

    /// <summary>The sum of the records' CRC-32s: another record, one too few or one too many changes it, another order does not.</summary>
    public UInt128 Checksum;

    /// <summary>Adds the next records.</summary>
    public void Add(ReadOnlySpan<Record> records)
    {
        foreach (ref readonly Record record in records)
        {
            if (Records == 0) First = record;
            else Meet(Last, record, Records);
            Last = record;
            Checksum += Crc32.HashToUInt32(record.All);
            Records++;
        }
    }

    /// <summary>Two neighbouring parts as one.</summary>
    public static Summary Join(Summary left, Summary right)
    {
        if (left.Records == 0) return right;
        if (right.Records == 0) return left;
        Summary both = left;
        both.Meet(left.Last, right.First, left.Records);
        if (both.Unordered == 0) both.FirstUnordered = left.Records + right.FirstUnordered;
        both.Unordered += right.Unordered;
        both.Duplicates += right.Duplicates;
        both.Checksum += right.Checksum;
        both.Records += right.Records;
        both.Last = right.Last;
        return both;
    }

    private void Meet(in Record before, in Record after, long position)
    {
        int order = before.Key.SequenceCompareTo(after.Key);
        if (order == 0) Duplicates++;
        if (order <= 0) return;
        if (Unordered++ == 0) FirstUnordered = position;
    }
}
