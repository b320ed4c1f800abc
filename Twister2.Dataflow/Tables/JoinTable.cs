using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Rows of one side of a join, put together, and found by the hash of their key: the rows of a bucket lie side by side with their hashes, so that a look-up has two cache misses,
/// whatever the number of rows.
/// </summary>
internal sealed class JoinTable : IDisposable
{
    /// <summary>What a row takes beside its columns: an entry, two numbers of buckets at most, a flag.</summary>
    private const int BytesPerRow = 16 + 2 * sizeof(int) + 1;

    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly long _reserved;
    private readonly HugeArray<int> _ends;
    private readonly HugeArray<Entry> _entries;
    private readonly HugeArray<bool> _isMatched;
    private readonly ulong _mask;

    private JoinTable(DataflowEnvironment env, JoinSide side, TableBuilder builder, long reserved, OperatorLedger ledger)
    {
        _env = env;
        _reserved = reserved;
        _ledger = ledger;
        Rows = builder.Rows;
        TableLayout layout = new();
        builder.Give(layout);
        Columns = side.Format.Read(layout.Share());
        Keys = [.. Enumerable.Range(0, side.Keys.Count).Select(key => side.Keys.Values(Columns, key))];
        uint buckets = BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, Rows));
        _mask = buckets - 1;
        _ends = new HugeArray<int>((nint)buckets + 1);
        _entries = new HugeArray<Entry>(Math.Max(1, Rows));
        _isMatched = new HugeArray<bool>(Math.Max(1, Rows));
        Fill(side.Keys);
    }

    private struct Entry
    {
        public ulong Hash;
        public int Row;
    }

    public int Rows { get; }

    /// <summary>The columns of the rows.</summary>
    public ArrayData[] Columns { get; }

    /// <summary>The values of their keys.</summary>
    public ArrayData[] Keys { get; }

    /// <summary>A table of chunks of a store from <paramref name="next"/> on, as many as take so many bytes, but one at least; moves it behind the last.</summary>
    public static JoinTable Build(DataflowEnvironment env, JoinSide side, BatchStore store, ref int next, long bytes, OperatorLedger ledger)
    {
        int end = next;
        long taken = 0, rows = 0;
        for (; end < store.Count && (end == next || (taken + store.BytesOf(end) <= bytes && rows + store.RowsOf(end) <= int.MaxValue / 2)); end++)
        {
            taken += store.BytesOf(end);
            rows += store.RowsOf(end);
        }
        long reserved = taken + rows * BytesPerRow;
        env.Memory.Reserve(reserved, ledger);
        try
        {
            TableBuilder builder = side.Format.NewBuilder();
            while (next < end && TryAppend(side, store, next, builder)) next++;
            return new JoinTable(env, side, builder, reserved, ledger);
        }
        catch
        {
            env.Memory.Release(reserved, ledger);
            throw;
        }
    }

    /// <summary>Where the entries that may match a hash begin and end.</summary>
    public void Find(ReadOnlySpan<ulong> hashes, Span<int> starts, Span<int> ends)
    {
        ref int first = ref _ends.First;
        for (int i = 0; i < hashes.Length; i++)
        {
            ref int bucket = ref Unsafe.Add(ref first, (nint)(hashes[i] & _mask));
            starts[i] = bucket;
            ends[i] = Unsafe.Add(ref bucket, 1);
        }
    }

    /// <summary>The row of an entry, if it has the hash; negative if not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowAt(int entry, ulong hash)
    {
        ref Entry found = ref Unsafe.Add(ref _entries.First, entry);
        return found.Hash == hash ? found.Row : -1;
    }

    /// <summary>Says that rows match.</summary>
    public void Match(ReadOnlySpan<int> rows)
    {
        ref bool first = ref _isMatched.First;
        foreach (int row in rows) Unsafe.Add(ref first, row) = true;
    }

    /// <summary>Finds rows from <paramref name="next"/> on that match, or that do not; returns how many it wrote.</summary>
    public int Select(bool matched, ref int next, Span<int> rows)
    {
        ref bool first = ref _isMatched.First;
        int count = 0;
        for (; next < Rows && count < rows.Length; next++)
            if (Unsafe.Add(ref first, next) == matched) rows[count++] = next;
        return count;
    }

    public void Dispose()
    {
        _ends.Dispose();
        _entries.Dispose();
        _isMatched.Dispose();
        _env.Memory.Release(_reserved, _ledger);
    }

    /// <summary>Appends a chunk; not where its dictionaries do not go together with those before.</summary>
    private static bool TryAppend(JoinSide side, BatchStore store, int chunk, TableBuilder builder)
    {
        ChunkBuffer read = store.BeginReading(chunk);
        try
        {
            ArrayData[] columns = side.Format.Read(TableBuffers.In(read.Message));
            if (builder.Rows > 0 && !builder.CanTake(columns)) return false;
            builder.Append(columns, store.RowsOf(chunk));
            return true;
        }
        finally
        {
            store.EndReading(chunk, read);
        }
    }

    /// <summary>Counts the rows of each bucket, and puts each row behind those of its bucket before it.</summary>
    private void Fill(TableKeys keys)
    {
        ulong[] hashes = new ulong[Rows];
        bool[] hasNull = new bool[Rows];
        if (Rows > 0) keys.Hash(Columns, 0, hashes);
        keys.FindNulls(Columns, 0, hasNull);
        ref int ends = ref Unsafe.Add(ref _ends.First, 1);
        for (int row = 0; row < hashes.Length; row++)
            if (!hasNull[row]) Unsafe.Add(ref ends, (nint)(hashes[row] & _mask))++;
        int sum = 0;
        for (nint bucket = 0; bucket <= (nint)_mask; bucket++)
        {
            int count = Unsafe.Add(ref ends, bucket);
            Unsafe.Add(ref ends, bucket) = sum;
            sum += count;
        }
        ref Entry entries = ref _entries.First;
        for (int row = 0; row < hashes.Length; row++)
            if (!hasNull[row]) Unsafe.Add(ref entries, Unsafe.Add(ref ends, (nint)(hashes[row] & _mask))++) = new Entry { Hash = hashes[row], Row = row };
    }
}
