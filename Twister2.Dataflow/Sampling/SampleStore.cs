using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sampling;

/// <summary>
/// The records of one source task whose priorities are not above a limit, in the order of adding, and, as long as the limit may still become lower, their priorities.
/// </summary>
internal sealed class SampleStore<T>(DataflowEnvironment env, string owner, long seed, int source, bool keepsPriorities) : IDisposable
{
    private const int BatchRecords = 256;

    private readonly Priorities _priorityOf = new(seed, source);
    private readonly T[] _batch = new T[BatchRecords];
    private readonly ulong[] _batchPriorities = new ulong[BatchRecords];
    private RecordStore<ulong>? _priorities = keepsPriorities ? new(env, owner) : null;
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private long _position;

    /// <summary>The records.</summary>
    public RecordStore<T> Records { get; private set; } = new(env, owner, PlaceOf(env, owner, source));

    /// <summary>Looks at the next records.</summary>
    public void See(ReadOnlySpan<T> records, ulong limit)
    {
        if (_position > Priorities.MostRecords - records.Length)
            throw new InvalidOperationException($"{owner}: worker {env.Worker}: source task {source} has more than {Priorities.MostRecords:N0} records.");
        int count = 0;
        long position = _position;
        for (int i = 0; i < records.Length; i++)
        {
            ulong priority = _priorityOf.Of(position + i);
            if (priority > limit) continue;
            (_batch[count], _batchPriorities[count]) = (records[i], priority);
            if (++count == BatchRecords) Keep(ref count);
        }
        Keep(ref count);
        _position = position + records.Length;
    }

    /// <summary>Counts priorities from a first one on in steps of 2^<paramref name="shift"/>; those before and behind them not.</summary>
    public void Count(ulong first, int shift, Span<long> counts)
    {
        using RecordReader<ulong> reader = _priorities!.Read();
        foreach (ReadOnlySpan<ulong> chunk in reader)
        {
            foreach (ulong priority in chunk)
            {
                ulong step = (priority - first) >> shift;
                if (priority >= first && step < (ulong)counts.Length) counts[(int)step]++;
            }
        }
    }

    /// <summary>Lets go of the records above a limit, which is the last one where priorities are not needed any more.</summary>
    public void Lower(ulong limit, bool isLast)
    {
        RecordStore<T> lower = new(env, owner, PlaceOf(env, owner, source), _ledger);
        RecordStore<ulong>? priorities = isLast ? null : new(env, owner, ledger: _ledger);
        try
        {
            CopyTo(lower, priorities, limit);
        }
        finally
        {
            // Also where scratch has failed: then this is given up as it is.
            Records.Dispose();
            _priorities!.Dispose();
            (Records, _priorities) = (lower, priorities);
        }
    }

    public void Dispose()
    {
        Records.Dispose();
        _priorities?.Dispose();
    }

    private void CopyTo(RecordStore<T> lower, RecordStore<ulong>? lowerPriorities, ulong limit)
    {
        using ChunkCursor<ulong> priorities = new(_priorities!.Consume());
        using ChunkCursor<T> records = new(Records.Consume());
        while (true)
        {
            ReadOnlySpan<ulong> nextPriorities = priorities.Rest();
            ReadOnlySpan<T> nextRecords = records.Rest();
            int count = Math.Min(nextPriorities.Length, nextRecords.Length);
            if (count == 0) return;
            for (int i = 0; i < count; i++)
            {
                if (nextPriorities[i] > limit) continue;
                lower.Add(in nextRecords[i]);
                lowerPriorities?.Add(in nextPriorities[i]);
            }
            priorities.Take(count);
            records.Take(count);
        }
    }

    private void Keep(ref int count)
    {
        if (count == 0) return;
        Records.Add(_batch.AsSpan(0, count));
        _priorities?.Add(_batchPriorities.AsSpan(0, count));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _batch.AsSpan(0, count).Clear();
        count = 0;
    }

    private static string PlaceOf(DataflowEnvironment env, string owner, int source) => $"{owner}: worker {env.Worker}, source task {source}";
}
