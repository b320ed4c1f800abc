using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// Joins records that all have one key, not null, of which neither side fits into memory: blocks of one side, each with all records of the other, which is read once for each block.
/// </summary>
internal sealed class BlockProduct<TKey, TBuild, TProbe, TResult, TShape> : IChunkSource<TResult>
    where TShape : struct, IProbeShape<TKey, TBuild, TProbe, TResult>
{
    // Of the budget a block takes this part.
    private const int ShareOfBudget = 4;

    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly IRecordSource<KeyValuePair<TKey, TProbe>> _probeSource;
    private readonly IChunkSource<KeyValuePair<TKey, TBuild>> _build;
    private readonly TBuild[] _block;
    private readonly TResult[] _results;
    private readonly long _charged;
    private IChunkSource<KeyValuePair<TKey, TProbe>>? _probe;
    private int _blockCount, _blockAt, _buildAt, _probeAt, _count;
    private bool _disposed;

    public BlockProduct(DataflowEnvironment env, IRecordSource<KeyValuePair<TKey, TBuild>> build, IRecordSource<KeyValuePair<TKey, TProbe>> probe)
    {
        _env = env;
        _ledger = env.Ledgers.Current;
        _probeSource = probe;
        long each = Unsafe.SizeOf<TBuild>() + (RuntimeHelpers.IsReferenceOrContainsReferences<TBuild>() ? 2 * build.Bytes / Math.Max(1, build.Records) : 0);
        _block = new TBuild[(int)Math.Min(Math.Clamp(env.Memory.Limit / ShareOfBudget / each, 1, Array.MaxLength), build.Records)];
        _charged = _block.Length * each;
        env.Memory.Reserve(_charged, _ledger);
        _results = new TResult[env.Options.ChunkRecords];
        _build = build.Open();
    }

    public ReadOnlySpan<TResult> Current => _results.AsSpan(0, _count);

    public bool MoveNext()
    {
        _count = 0;
        while (_count < _results.Length && (HasProbe() || NextBlock()))
        {
            (TKey key, TProbe probe) = _probe!.Current[_probeAt];
            int given = Math.Min(_blockCount - _blockAt, _results.Length - _count);
            ReadOnlySpan<TBuild> block = _block.AsSpan(_blockAt, given);
            Span<TResult> results = _results.AsSpan(_count, given);
            for (int i = 0; i < block.Length; i++) results[i] = default(TShape).Pair(key, block[i], probe);
            _count += given;
            _blockAt += given;
            if (_blockAt < _blockCount) break;
            _blockAt = 0;
            _probeAt++;
        }
        return _count > 0;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _probe?.Dispose();
        _build.Dispose();
        _env.Memory.Release(_charged, _ledger);
    }

    /// <summary>Whether there is a record that this block has not met.</summary>
    private bool HasProbe()
    {
        if (_probe is null) return false;
        if (_probeAt < _probe.Current.Length) return true;
        _probeAt = 0;
        if (_probe.MoveNext()) return true;
        _probe.Dispose();
        _probe = null;
        return false;
    }

    private bool NextBlock()
    {
        _blockCount = 0;
        while (_blockCount < _block.Length)
        {
            if (_buildAt == _build.Current.Length)
            {
                _buildAt = 0;
                if (!_build.MoveNext()) break;
            }
            ReadOnlySpan<KeyValuePair<TKey, TBuild>> rest = _build.Current[_buildAt..];
            int taken = Math.Min(rest.Length, _block.Length - _blockCount);
            for (int i = 0; i < taken; i++) _block[_blockCount++] = rest[i].Value;
            _buildAt += taken;
        }
        if (_blockCount == 0) return false;
        _probe = _probeSource.Open();
        (_blockAt, _probeAt) = (0, 0);
        return HasProbe();
    }
}
