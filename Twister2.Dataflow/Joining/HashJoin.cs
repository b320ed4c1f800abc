using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>A join by a table of one side: its results are read, or given to a sink while records of the other side come.</summary>
internal interface IProbedJoin<TKey, TProbe, TResult> : IChunkSource<TResult>
{
    /// <summary>Gives the results of records that have come to a sink, a chunk at a time; the last of them may wait for more.</summary>
    void Probe(ReadOnlySpan<KeyValuePair<TKey, TProbe>> pairs, IChunkSink<TResult> sink);

    /// <summary>All have come: gives the other results to the sink.</summary>
    void End(IChunkSink<TResult> sink);
}

/// <summary>Joins by a table of one side, which fits into memory, while the other is gone through.</summary>
internal static class HashJoin
{
    /// <summary>Records that a table can have: its slots and what lies behind them are numbered with an int.</summary>
    public const long MostRecords = 1 << 29;

    /// <summary>What the table of a side takes at most.</summary>
    public static long BytesToBuild<TKey, TBuild>(IRecordSource<KeyValuePair<TKey, TBuild>> source)
    {
        long slots = typeof(TKey) == typeof(Utf8Text) ? JoinTable<TKey, TextProbe, StoredText, TBuild, TextKeyTraitsOf<TKey>>.BytesFor(source.Records)
            : IntegerKeyTraits<TKey>.IsFor ? JoinTable<TKey, ulong, ulong, TBuild, IntegerKeyTraits<TKey>>.BytesFor(source.Records)
            : JoinTable<TKey, ulong, HashedKey<TKey>, TBuild, PlainKeyTraits<TKey>>.BytesFor(source.Records);
        // Objects take about twice what their bytes do.
        return slots + (RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TBuild>>() ? 2 * source.Bytes : 0);
    }

    /// <summary>Whether the table of a side fits into its share of the memory.</summary>
    public static bool Fits<TKey, TBuild>(DataflowEnvironment env, IRecordSource<KeyValuePair<TKey, TBuild>> source) =>
        source.Records <= MostRecords && BytesToBuild(source) <= JoinParts.LargestWhole(env);

    /// <summary>The join of two sides; where only the one that builds is given, of that with what is probed.</summary>
    public static IProbedJoin<TKey, TProbe, TResult> New<TKey, TBuild, TProbe, TResult, TShape>(
        DataflowEnvironment env, IRecordSource<KeyValuePair<TKey, TBuild>> build, IRecordSource<KeyValuePair<TKey, TProbe>>? probe, ulong salt)
        where TShape : struct, IProbeShape<TKey, TBuild, TProbe, TResult>
    {
        if (typeof(TKey) == typeof(Utf8Text))
            return new HashJoin<TKey, TextProbe, StoredText, TBuild, TProbe, TResult, TextKeyTraitsOf<TKey>, TShape>(env, new(), build, probe, salt);
        if (IntegerKeyTraits<TKey>.IsFor)
            return new HashJoin<TKey, ulong, ulong, TBuild, TProbe, TResult, IntegerKeyTraits<TKey>, TShape>(env, default, build, probe, salt);
        return new HashJoin<TKey, ulong, HashedKey<TKey>, TBuild, TProbe, TResult, PlainKeyTraits<TKey>, TShape>(env, new(), build, probe, salt);
    }
}

internal sealed class HashJoin<TKey, THash, TStored, TBuild, TProbe, TResult, TTraits, TShape> : IProbedJoin<TKey, TProbe, TResult>
    where THash : unmanaged
    where TTraits : struct, IKeyTraits<TKey, THash, TStored>
    where TShape : struct, IProbeShape<TKey, TBuild, TProbe, TResult>
{
    private const int Batch = 256;

    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly JoinTable<TKey, THash, TStored, TBuild, TTraits> _table;
    private readonly IChunkSource<KeyValuePair<TKey, TProbe>>? _probe;

    /// <summary>Which slots were met, where that counts.</summary>
    private readonly Memory.HugeArray<bool>? _met;
    private readonly TResult[] _results;
    private readonly int[] _found = new int[Batch];
    private long _charged;
    private int _count;

    /// <summary>Where the chunk being probed is looked up next, the batch that is, and how far that has given results.</summary>
    private int _position, _batchStart, _batchCount, _batchAt;

    /// <summary>How many results the record, or slot, has given that was not through when the chunk was full.</summary>
    private int _within;
    private bool _isProbed;
    private nint _slot;

    public HashJoin(DataflowEnvironment env, TTraits traits, IRecordSource<KeyValuePair<TKey, TBuild>> build, IRecordSource<KeyValuePair<TKey, TProbe>>? probe, ulong salt)
    {
        _env = env;
        _ledger = env.Ledgers.Current;
        _results = new TResult[Math.Max(env.Options.ChunkRecords, Batch) + 1];
        _charged = HashJoin.BytesToBuild(build);
        env.Memory.Reserve(_charged, _ledger);
        _table = new(traits, salt, build.Records, Shape.GivesPairs || GivesBuild);
        try
        {
            using (IChunkSource<KeyValuePair<TKey, TBuild>> chunks = build.Open())
                while (chunks.MoveNext()) _table.Add(chunks.Current);
            _table.Seal();
            if (!RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TBuild>>()) ReleaseBut(_table.Bytes + _table.Slots.Length);
            if (GivesBuild) _met = new(_table.Slots.Length);
            _probe = probe?.Open();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ReadOnlySpan<TResult> Current => _results.AsSpan(0, _count);

    private static TShape Shape
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    private static bool GivesBuild
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Shape.GivesMatchedBuild || Shape.KeepsBuild;
    }

    /// <summary>Whether each record that is probed gives one result at most.</summary>
    private bool IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Shape.GivesPairs || !_table.Further.Any;
    }

    [MethodImpl(Compiled.Once)]
    public bool MoveNext()
    {
        _count = 0;
        while (!_isProbed && _count < _results.Length - Batch)
        {
            if (_batchAt == _batchCount && !NextBatch(_probe!)) break;
            Give(_probe!.Current);
        }
        if (_isProbed && GivesBuild) GiveBuild();
        return _count > 0;
    }

    [MethodImpl(Compiled.Once)]
    public void Probe(ReadOnlySpan<KeyValuePair<TKey, TProbe>> pairs, IChunkSink<TResult> sink)
    {
        _table.BeginProbing(pairs);
        for (_position = 0; _batchAt < _batchCount || _position < pairs.Length;)
        {
            if (_batchAt == _batchCount) FindBatch(pairs);
            Give(pairs);
            if (_count >= _results.Length - Batch) PassTo(sink);
        }
    }

    public void End(IChunkSink<TResult> sink)
    {
        _isProbed = true;
        do PassTo(sink);
        while (MoveNext());
    }

    public void Dispose()
    {
        _probe?.Dispose();
        _table.Dispose();
        _met?.Dispose();
        ReleaseBut(0);
    }

    /// <summary>Keeps so much charged, or what is, where that is less.</summary>
    private void ReleaseBut(long bytes)
    {
        long kept = Math.Min(_charged, bytes);
        _env.Memory.Release(_charged - kept, _ledger);
        _charged = kept;
    }

    private void PassTo(IChunkSink<TResult> sink)
    {
        if (_count > 0) sink.Add(Current);
        _count = 0;
    }

    /// <summary>Looks up the next records.</summary>
    private bool NextBatch(IChunkSource<KeyValuePair<TKey, TProbe>> probe)
    {
        while (_position == probe.Current.Length)
        {
            _position = 0;
            if (!probe.MoveNext())
            {
                _isProbed = true;
                return false;
            }
            _table.BeginProbing(probe.Current);
        }
        FindBatch(probe.Current);
        return true;
    }

    private void FindBatch(ReadOnlySpan<KeyValuePair<TKey, TProbe>> chunk)
    {
        _batchStart = _position;
        _batchCount = Math.Min(Batch, chunk.Length - _position);
        (_batchAt, _within) = (0, 0);
        _table.FindAll(chunk, _position, _found.AsSpan(0, _batchCount));
        _position += _batchCount;
    }

    /// <summary>Results of a batch, as many as the chunk has room for.</summary>
    private void Give(ReadOnlySpan<KeyValuePair<TKey, TProbe>> chunk)
    {
        ReadOnlySpan<KeyValuePair<TKey, TProbe>> pairs = chunk.Slice(_batchStart, _batchCount);
        if (IsSingle) GiveSingle(pairs);
        else GiveAll(pairs);
    }

    /// <summary>Results of a batch where there is one for a record at most: they fit.</summary>
    [MethodImpl(Compiled.Once)]
    private void GiveSingle(ReadOnlySpan<KeyValuePair<TKey, TProbe>> pairs)
    {
        ReadOnlySpan<int> found = _found.AsSpan(0, pairs.Length);
        ref CombineSlot<TStored, TBuild> slots = ref _table.Slots.First;
        int count = _count;
        ref TResult results = ref _results[0];
        for (int i = 0; i < pairs.Length; i++)
        {
            int at = found[i];
            if (GivesBuild && at >= 0) Unsafe.Add(ref _met!.First, at) = true;
            if (Shape.GivesPairs && !Shape.KeepsProbe)
            {
                // Written in any case and counted where it is one: whether a key is found is hard to foresee.
                Unsafe.Add(ref results, count) = Shape.Pair(pairs[i].Key, Unsafe.Add(ref slots, at & ~(at >> 31)).Value, pairs[i].Value);
                count += (int)(~(uint)at >> 31);
            }
            else if (at >= 0 && Shape.GivesPairs) Unsafe.Add(ref results, count++) = Shape.Pair(pairs[i].Key, Unsafe.Add(ref slots, at).Value, pairs[i].Value);
            else if (at >= 0 ? Shape.GivesMatchedProbe : Shape.KeepsProbe) Unsafe.Add(ref results, count++) = Shape.OfProbe(pairs[i].Key, pairs[i].Value);
        }
        _count = count;
        _batchAt = _batchCount;
    }

    /// <summary>Results of a batch where keys may have many records, until the chunk is full.</summary>
    [MethodImpl(Compiled.Once)]
    private void GiveAll(ReadOnlySpan<KeyValuePair<TKey, TProbe>> pairs)
    {
        for (; _batchAt < pairs.Length && _count < _results.Length; _batchAt++)
        {
            (TKey key, TProbe value) = pairs[_batchAt];
            int at = _found[_batchAt];
            if (at < 0)
            {
                if (Shape.KeepsProbe) _results[_count++] = Shape.OfProbe(key, value);
                continue;
            }
            if (_within == 0)
            {
                if (GivesBuild) Unsafe.Add(ref _met!.First, at) = true;
                _results[_count++] = Shape.Pair(key, Unsafe.Add(ref _table.Slots.First, at).Value, value);
                _within = 1;
            }
            ReadOnlySpan<TBuild> rest = _table.Further.Of(at)[(_within - 1)..];
            int given = Math.Min(rest.Length, _results.Length - _count);
            Span<TResult> results = _results.AsSpan(_count, given);
            for (int i = 0; i < results.Length; i++) results[i] = Shape.Pair(key, rest[i], value);
            _count += given;
            _within += given;
            if (given < rest.Length) return;
            _within = 0;
        }
    }

    /// <summary>Records of the table that were met, or were not, until the chunk is full.</summary>
    [MethodImpl(Compiled.Once)]
    private void GiveBuild()
    {
        for (; _slot < _table.Slots.Length && _count < _results.Length; _slot++)
        {
            if (!_table.IsUsed(_slot) || (Unsafe.Add(ref _met!.First, _slot) ? !Shape.GivesMatchedBuild : !Shape.KeepsBuild)) continue;
            TKey key = _table.KeyOf(_slot);
            if (_within == 0)
            {
                _results[_count++] = Shape.OfBuild(key, Unsafe.Add(ref _table.Slots.First, _slot).Value);
                _within = 1;
            }
            ReadOnlySpan<TBuild> rest = _table.Further.Any ? _table.Further.Of(_slot)[(_within - 1)..] : default;
            int given = Math.Min(rest.Length, _results.Length - _count);
            for (int i = 0; i < given; i++) _results[_count++] = Shape.OfBuild(key, rest[i]);
            _within += given;
            if (given < rest.Length) return;
            _within = 0;
        }
    }
}
