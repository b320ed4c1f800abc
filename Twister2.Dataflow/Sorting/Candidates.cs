using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>Where a record of a sample comes from, which decides between equal ones, and for how many it stands.</summary>
internal readonly record struct RecordTag(int Source, long Position, long Weight);

/// <summary>Records of samples, of which the splitters are chosen.</summary>
internal sealed class Candidates<T>(SortOrder<T> order, T[] records, RecordTag[] tags)
{
    /// <summary>As it travels.</summary>
    public (T[] Records, RecordTag[] Tags) Packed => (records, tags);

    /// <summary>All candidates of two groups of workers.</summary>
    public static (T[] Records, RecordTag[] Tags) Combine((T[] Records, RecordTag[] Tags) a, (T[] Records, RecordTag[] Tags) b) =>
        ([.. a.Records, .. b.Records], [.. a.Tags, .. b.Tags]);

    /// <summary>Chooses the records that divide what the candidates stand for into as many parts of about the same size.</summary>
    public Candidates<T> Choose(int parts)
    {
        ulong[] bits = new ulong[records.Length];
        order.GetBits(records, bits);
        int[] sorted = [.. Enumerable.Range(0, records.Length)];
        UserCode.Run(order, () => Array.Sort(sorted, (a, b) => Splitters<T>.Compare(order, bits[a], in records[a], tags[a], bits[b], in records[b], tags[b])));
        long total = tags.Sum(tag => tag.Weight), before = 0;
        List<int> chosen = [];
        foreach (int candidate in sorted)
        {
            while (chosen.Count < parts - 1 && before >= (Int128)total * (chosen.Count + 1) / parts) chosen.Add(candidate);
            before += tags[candidate].Weight;
        }
        while (sorted.Length > 0 && chosen.Count < parts - 1) chosen.Add(sorted[^1]);
        return new Candidates<T>(order, [.. chosen.Select(i => records[i])], [.. chosen.Select(i => tags[i])]);
    }
}

/// <summary>What a sort divides its records by.</summary>
/// <param name="Order">The order that its targets are ranges of.</param>
/// <param name="KeepsTogether">Whether what is equal in it stays on one target; else the targets get about as many, whatever is equal.</param>
internal readonly record struct Division<T>(SortOrder<T> Order, bool KeepsTogether);

/// <summary>The records that divide the targets of a sort: those before the first go to target 0, those from the first on and before the second to target 1, and so on.</summary>
internal sealed class Splitters<T>
{
    private readonly SortOrder<T> _order;
    private readonly T[] _records;
    private readonly RecordTag[] _tags;
    private readonly ulong[] _bits;

    public Splitters(Division<T> division, (T[] Records, RecordTag[] Tags) chosen)
    {
        _order = division.Order;
        (_records, _tags) = chosen;
        // Before those of all records: then what is equal to a splitter comes behind it, wherever it is from.
        if (division.KeepsTogether) Array.Fill(_tags, new RecordTag(-1, 0, 0));
        _bits = new ulong[_records.Length];
        _order.GetBits(_records, _bits);
    }

    /// <summary>Whether there are none: no record was seen.</summary>
    public bool IsEmpty => _bits.Length == 0;

    /// <summary>
    /// Compares two records; equal ones by their sources and their positions there, so that no two are equal, and a key that many records have is no more than other records for one target.
    /// </summary>
    public static int Compare(SortOrder<T> order, ulong bitsA, in T a, RecordTag tagA, ulong bitsB, in T b, RecordTag tagB)
    {
        if (bitsA != bitsB) return bitsA.CompareTo(bitsB);
        int compared = order.BitsDecide ? 0 : order.Compare(in a, in b);
        if (compared != 0) return compared;
        return tagA.Source != tagB.Source ? tagA.Source.CompareTo(tagB.Source) : tagA.Position.CompareTo(tagB.Position);
    }

    /// <summary>Finds the target of each record; the first one has the position given, the others follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Classify(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, int source, long position, Span<int> targets)
    {
        ref ulong splitters = ref MemoryMarshal.GetArrayDataReference(_bits);
        for (int i = 0; i < records.Length; i++)
        {
            // The first splitter whose bits are not less; without branches, for nobody could foretell them.
            int at = 0;
            for (int length = _bits.Length; length > 0;)
            {
                int half = (length + 1) / 2;
                at += Unsafe.Add(ref splitters, at + half - 1) < bits[i] ? half : 0;
                length -= half;
            }
            targets[i] = at < _bits.Length && _bits[at] == bits[i] ? ClassifyEqualBits(in records[i], bits[i], new RecordTag(source, position + i, 0)) : at;
        }
    }

    private int ClassifyEqualBits(in T record, ulong bits, RecordTag tag)
    {
        int low = 0, high = _bits.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Compare(_order, _bits[middle], in _records[middle], _tags[middle], bits, in record, tag) <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
