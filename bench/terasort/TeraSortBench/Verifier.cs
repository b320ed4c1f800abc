using Twister2.Dataflow;

namespace Twister2.Bench.TeraSort;

/// <summary>Looks at the records of this worker in the order of the output.</summary>
internal sealed class Verifier
{
    private Record _first, _last;
    private bool _isSorted = true;

    public long Records { get; private set; }

    public ulong Check { get; private set; }

    public void See(ReadOnlySpan<Record> records)
    {
        if (records.IsEmpty) return;
        if (Records == 0) _first = _last = records[0];
        foreach (ref readonly Record record in records)
        {
            _isSorted &= _last.Key.SequenceCompareTo(record.Key) <= 0;
            _last = record;
            Check += record.Check;
        }
        Records += records.Length;
    }

    /// <summary>The same for all workers. Collective.</summary>
    public (bool IsSorted, long Records, ulong Check) OfAll(DataflowEnvironment env)
    {
        Part all = env.AllReduce(new Part { First = _first, Last = _last, Records = Records, Check = Check, IsSorted = _isSorted }, Part.Join);
        return (all.IsSorted, all.Records, all.Check);
    }

    private struct Part
    {
        public Record First, Last;
        public long Records;
        public ulong Check;
        public bool IsSorted;

        public static Part Join(Part a, Part b) => new()
        {
            First = a.Records > 0 ? a.First : b.First,
            Last = b.Records > 0 ? b.Last : a.Last,
            Records = a.Records + b.Records,
            Check = a.Check + b.Check,
            IsSorted = a.IsSorted && b.IsSorted && (a.Records == 0 || b.Records == 0 || a.Last.Key.SequenceCompareTo(b.First.Key) <= 0),
        };
    }
}
