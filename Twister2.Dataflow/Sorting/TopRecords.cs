using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// The first k of the records added. It collects twice as many and then keeps the better half, which costs a few comparisons per record that is collected and, once good ones are there,
/// one per record that is not.
/// </summary>
internal sealed class TopRecords<T>(DataflowEnvironment env, SortOrder<T> order, int count) : IDisposable
{
    private const int BatchRecords = 512, Least = 512;

    private readonly ITextMover<T>? _texts = TextCompactor.For<T>();
    private readonly ulong[] _bits = new ulong[BatchRecords];
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private Candidate[] _kept = [];
    private int _filled;
    private long _charged;
    private bool _hasLimit;
    private ulong _limit;

    private struct Candidate
    {
        public T Record;
        public ulong Bits;
        public RecordTag Tag;
    }

    public void Add(int source, ref long position, ReadOnlySpan<T> records)
    {
        if (count == 0) return;
        for (; !records.IsEmpty; records = records[Math.Min(BatchRecords, records.Length)..])
        {
            ReadOnlySpan<T> batch = records[..Math.Min(BatchRecords, records.Length)];
            order.GetBits(batch, _bits);
            for (int i = 0; i < batch.Length; i++, position++)
            {
                if (_hasLimit && _bits[i] > _limit) continue;
                if (_filled == _kept.Length) MakeRoom();
                _kept[_filled++] = new Candidate { Record = _texts is null ? batch[i] : TextCompactor.ToOwned(_texts, in batch[i]), Bits = _bits[i], Tag = new RecordTag(source, position, 1) };
            }
        }
    }

    /// <summary>The first records in order.</summary>
    public (T[], RecordTag[]) ToPacked()
    {
        Shrink();
        return ([.. _kept.Take(_filled).Select(candidate => candidate.Record)], [.. _kept.Take(_filled).Select(candidate => candidate.Tag)]);
    }

    /// <summary>The first of two groups of workers.</summary>
    public static (T[], RecordTag[]) Combine(SortOrder<T> order, int count, (T[] Records, RecordTag[] Tags) a, (T[] Records, RecordTag[] Tags) b)
    {
        ulong[] bitsA = new ulong[a.Records.Length], bitsB = new ulong[b.Records.Length];
        order.GetBits(a.Records, bitsA);
        order.GetBits(b.Records, bitsB);
        int total = (int)Math.Min(count, (long)bitsA.Length + bitsB.Length);
        T[] records = new T[total];
        RecordTag[] tags = new RecordTag[total];
        for (int i = 0, nextA = 0, nextB = 0; i < total; i++)
        {
            bool takeA = nextB == bitsB.Length || (nextA < bitsA.Length
                && Splitters<T>.Compare(order, bitsA[nextA], in a.Records[nextA], a.Tags[nextA], bitsB[nextB], in b.Records[nextB], b.Tags[nextB]) < 0);
            (records[i], tags[i]) = takeA ? (a.Records[nextA], a.Tags[nextA++]) : (b.Records[nextB], b.Tags[nextB++]);
        }
        return (records, tags);
    }

    public void Dispose()
    {
        env.Memory.Release(_charged, _ledger);
        _charged = 0;
        _kept = [];
        _filled = 0;
    }

    private void MakeRoom()
    {
        long most = Math.Max(2L * count, Least);
        if (_kept.Length == most)
        {
            Shrink();
            return;
        }
        int capacity = (int)Math.Min(most, Math.Max(Least, 2L * _kept.Length));
        long bytes = (long)(capacity - _kept.Length) * Unsafe.SizeOf<Candidate>();
        env.Memory.Reserve(bytes, _ledger);
        _charged += bytes;
        Array.Resize(ref _kept, capacity);
    }

    private void Shrink()
    {
        Comparer<Candidate> comparer = Comparer<Candidate>.Create((a, b) => Splitters<T>.Compare(order, a.Bits, in a.Record, a.Tag, b.Bits, in b.Record, b.Tag));
        UserCode.Run(order, () => Array.Sort(_kept, 0, _filled, comparer));
        int kept = Math.Min(_filled, count);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Array.Clear(_kept, kept, _filled - kept);
        _filled = kept;
        if (kept < count || kept == 0) return;
        _hasLimit = true;
        _limit = _kept[kept - 1].Bits;
    }
}
